// SPDX-License-Identifier: MIT
// BoshRig: a SessionRig whose server can be reached over BOSH too, and whose WebSocket can be dead.
#pragma once

#include "base/function.h"
#include "unit/xmpp/fake_bosh.h"
#include "unit/xmpp/session_rig.h"

namespace confab::test {

struct BoshRig : SessionRig {
  FakeBosh bosh{network, timers};
  enum class Socket { Up, Refused, Hangs } socket = Socket::Up;
  Function<void(const std::shared_ptr<platform::FakeConnection>&)> up = network.on_connect;

  BoshRig() {
    network.on_connect = [this](const std::shared_ptr<platform::FakeConnection>& c) {
      if (c->url.empty() || socket == Socket::Up) return up(c);  // no url: from FakeBosh
      if (socket == Socket::Refused) c->close();
    };
  }
  static xmpp::SessionConfig config() {  // BOSH alone
    auto c = SessionRig::config();
    c.bosh_url = "https://example.org/bosh";
    c.transports = {xmpp::Transport::Bosh};
    return c;
  }
  static xmpp::SessionConfig both() {
    auto c = config();
    c.transports = {xmpp::Transport::WebSocket, xmpp::Transport::Bosh};
    return c;
  }
  void log_in(xmpp::SessionConfig c = config()) { SessionRig::log_in(std::move(c)); }
  void say(const std::string& id) { session.send(message(id)); }
};

}  // namespace confab::test
