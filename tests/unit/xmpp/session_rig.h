// SPDX-License-Identifier: MIT
// SessionRig: a Session on fakes with a FakeServer behind, and a record of what it announced.
#pragma once

#include <string>
#include <vector>

#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "unit/xmpp/fake_server.h"
#include "unit/xmpp/pbkdf2_once.h"
#include "xmpp/stream/session.h"

namespace confab::test {

struct SessionRig {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers, &test::pbkdf2_once};
  Log log;
  FakeServer server{network, timers};
  xmpp::Session session{{clock, timers, network, crypto, log}};

  std::vector<xmpp::SessionEvent> events;
  std::vector<xmpp::SessionState> states;
  std::vector<xml::Element> received, unacked;
  std::vector<std::string> acked, wire;
  std::vector<Connection> listeners;

  SessionRig() {
    listeners.push_back(session.on_session.connect([this](auto e) { events.push_back(e); }));
    listeners.push_back(session.on_state.connect([this](auto s) { states.push_back(s); }));
    listeners.push_back(session.on_stanza.connect([this](auto& e) { received.push_back(e); }));
    listeners.push_back(session.on_acked.connect([this](auto& id) { acked.push_back(id); }));
    listeners.push_back(session.on_unacked.connect(
        [this](auto& list) { unacked.insert(unacked.end(), list.begin(), list.end()); }));
  }
  void record_wire() {
    listeners.push_back(session.on_wire.connect([this](bool out, std::string_view text) {
      wire.push_back((out ? "> " : "< ") + std::string(text));
    }));
  }

  static xmpp::SessionConfig config() {
    xmpp::SessionConfig c;
    c.jid = *xmpp::Jid::parse("alice@example.org");
    c.password = "secret";
    c.websocket_url = "wss://example.org/ws";
    return c;
  }
  // Connects and lets 100 ms pass: enough for a whole login, too little for a second try.
  void log_in(xmpp::SessionConfig c = config()) {
    session.connect(std::move(c));
    timers.advance(100);
  }
  const std::string& code() const { return session.last_failure().code; }
  bool online() const { return session.state() == xmpp::SessionState::Online; }

  static xml::Element message(const std::string& id, const std::string& body = "hi") {
    xml::Element m("message", "jabber:client");
    m.set_attr("to", "bob@example.org").set_attr("id", id).set_attr("type", "chat");
    m.add("body").set_text(body);
    return m;
  }
};

inline std::vector<std::string> ids(const std::vector<xml::Element>& list) {
  std::vector<std::string> out;
  for (const auto& e : list) out.emplace_back(e.attr("id"));
  return out;
}

}  // namespace confab::test
