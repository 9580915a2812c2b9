// SPDX-License-Identifier: MIT
// BoshLink: a BOSH session over the platform's HTTP. What to ask and what answers mean is
// transport/bosh.h's; this makes the requests and feeds the parser.
#pragma once

#include <map>

#include "platform/clock.h"
#include "xmpp/stream/link.h"
#include "xmpp/stream/one_timer.h"
#include "xmpp/transport/bosh.h"

namespace confab::xmpp {

class BoshLink final : public Link {
 public:
  struct Platform {
    platform::Network& network;
    platform::Clock& clock;
    platform::Timers& timers;
    bool credentials = false;  // send cookies across origins
  };
  BoshLink(Listener& listener, const xml::Limits& limits, Platform platform, Bosh bosh);
  ~BoshLink() override;

  bool connect(platform::Network& network, const std::string& url, std::string& error) override;
  void close_socket(int code) override;
  void attach(std::string sid);  // instead of open_stream()
  void pause(bool paused);
  const Bosh& bosh() const { return bosh_; }

 private:
  struct Exchange {
    uint32_t serial;
    platform::FetchId id;
    bool farewell;
  };
  void write(std::string_view item) override;
  void pump();
  void drain();
  void make(BoshRequest request);
  void answered(uint64_t rid, uint32_t serial, platform::HttpResponse response);
  void tell(const FrameOpen& open);
  void tell(const BoshStanza& stanza);
  void tell(const BoshEnd& end);
  bool begin_stream();
  int64_t now() const { return p_.clock.monotonic_ms(); }

  Platform p_;
  Bosh bosh_;
  std::string url_;
  FrameOpen theirs_;
  bool created_ = false;    // open_stream() was called once
  bool attaching_ = false;  // only the parser hears of it
  OneTimer soon_, due_;
  std::map<uint64_t, Exchange> exchanges_;  // by rid
  uint32_t serial_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace confab::xmpp
