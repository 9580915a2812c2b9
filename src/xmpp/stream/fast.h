// SPDX-License-Identifier: MIT
// FAST (XEP-0484) after the session: a stream of its own that does nothing but make the server
// forget a token, for who logs out on a machine that others use. Nobody waits for it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "xmpp/stream/link.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

// Without channel binding, which a page cannot do: -ENDP, -UNIQ and -EXPR are not for us.
inline constexpr std::string_view kFastMechanism = "HT-SHA-256-NONE";

std::string random_uuid(platform::Crypto& crypto);  // RFC 9562, version 4
xml::Element user_agent_element(const std::string& id, const std::string& software);

class FastRevocation final : Link::Listener {
 public:
  struct What {
    std::string url;
    Jid jid;
    std::string lang, user_agent;
    FastToken token;
  };
  using MakeLink = Function<std::unique_ptr<Link>(Link::Listener&)>;
  FastRevocation(const Session::Platform& platform, What what, const MakeLink& make);
  ~FastRevocation() override;

 private:
  void end();
  void on_link_open(std::string_view protocol) override;
  void on_link_stream(const FrameOpen&) override {}
  void on_link_element(xml::Element& element) override;
  void on_link_end(const FrameClose&) override { end(); }
  void on_link_terminated(std::string_view, const std::string&) override { end(); }
  void on_link_bad_frame(xml::ParseError) override { end(); }
  void on_link_lost(int, std::string_view) override { end(); }
  void on_link_wire(bool, std::string_view) override {}
  int64_t link_patience_ms() const override { return -1; }

  platform::Timers& timers_;
  What what_;
  std::unique_ptr<Link> link_;
  platform::TimerId timeout_ = 0;
};

}  // namespace confab::xmpp
