// SPDX-License-Identifier: MIT
// Caps (XEP-0115): puts the hash of our own features into the presence we send, so that others
// need not ask, and knows by its hash what somebody has said before, also to an earlier page. It
// asks nobody: a room of thousands would be thousands of requests.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

// 5.1: the verification string of a disco#info. Not `sound` is what is ill-formed (5.4), or could
// be read in two ways and have the same hash.
std::string caps_ver(const xml::Element& query, bool& sound);

class Caps final : public Module {
 public:
  static constexpr size_t kKnown = 32, kKnownBytes = 64 * 1024;

  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_outgoing(xml::Element& stanza) override;

  // The answer to disco#info that the hash of `whom` stands for; nothing: it has to be asked for.
  std::optional<xml::Element> known(const Jid& whom);
  void answered(const Jid& whom, const xml::Element& query);  // kept, if it is what the hash says

  // Outlives sessions, so it is no part of save(). Read by restore().
  void save_known(xml::Element& state) const;
  void restore(const xml::Element& state) override;

 private:
  std::string ver_of(const Jid& whom) const;
  void keep(const std::string& ver, xml::Element query);

  Context* context_ = nullptr;
  std::deque<xml::Element> known_;  // <query/>, its hash an attribute, "ver"; oldest first
};

}  // namespace confab::xmpp
