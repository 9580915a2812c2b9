// SPDX-License-Identifier: MIT
// Sasl2Rig: a SessionRig whose server has XEP-0388, and a record of the tokens it gave.
#pragma once

#include <string>
#include <vector>

#include "unit/xmpp/session_rig.h"

namespace confab::test {

struct Sasl2Rig : SessionRig {
  std::vector<xmpp::FastToken> tokens;
  Connection listener = session.on_fast_token.connect([this](auto& t) { tokens.push_back(t); });

  Sasl2Rig() {
    server.sasl2.on = true;
    session.set_inline({"urn:xmpp:carbons:2"});
  }
  // Frames the server got since the last time, without pings.
  std::vector<std::string> heard() {
    std::vector<std::string> out(server.frames.begin() + static_cast<long>(seen_),
                                 server.frames.end());
    seen_ = server.frames.size();
    return out;
  }
  size_t count(const std::vector<std::string>& frames, std::string_view text) {
    size_t n = 0;
    for (const auto& f : frames) n += f.find(text) != f.npos;
    return n;
  }
  xml::Element authenticate() {
    for (auto it = server.frames.rbegin(); it != server.frames.rend(); ++it)
      if (it->starts_with("<authenticate")) return *xml::parse(*it);
    return {};
  }
  xmpp::SessionConfig with_token() {
    auto c = config();
    c.password.clear();
    c.fast_token = tokens.back();
    c.user_agent_id = server.sasl2.user_agent;
    return c;
  }

 private:
  size_t seen_ = 0;
};

}  // namespace confab::test
