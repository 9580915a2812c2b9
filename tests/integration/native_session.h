// SPDX-License-Identifier: MIT
// A Session on real time and real sockets, and where the test servers are (set by run.sh).
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/function.h"
#include "platform/native/loop.h"
#include "platform/native/native_crypto.h"
#include "platform/native/native_network.h"
#include "xmpp/core/hash.h"
#include "xmpp/stream/session.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::test {

struct Server {
  std::string name, url;   // "prosody", "ejabberd"
  std::string scram_host;  // where alice, bob, ... live
  std::string bosh;
};
inline void PrintTo(const Server& s, std::ostream* out) { *out << s.name; }

inline Server prosody() {
  const char* url = std::getenv("CONFAB_PROSODY_URL");
  const char* bosh = std::getenv("CONFAB_PROSODY_BOSH");
  return {"prosody", url ? url : "", "localhost", bosh ? bosh : ""};
}
inline Server ejabberd() {
  const char* url = std::getenv("CONFAB_EJABBERD_URL");
  const char* bosh = std::getenv("CONFAB_EJABBERD_BOSH");
  return {"ejabberd", url ? url : "", "localhost", bosh ? bosh : ""};
}

struct NativeSession {
  platform::Loop& loop;
  platform::NativeNetwork network{loop, &xmpp::sha1};
  platform::NativeCrypto crypto{loop, &xmpp::pbkdf2};
  Log log;
  xmpp::Session session{{loop, loop, network, crypto, log}};
  std::vector<xmpp::SessionEvent> events;
  std::vector<xml::Element> messages, unacked;
  std::vector<std::string> acked;
  std::vector<Connection> listeners;

  explicit NativeSession(platform::Loop& l) : loop(l) {
    listeners.push_back(session.on_session.connect([this](auto e) { events.push_back(e); }));
    listeners.push_back(session.on_acked.connect([this](auto& id) { acked.push_back(id); }));
    listeners.push_back(session.on_stanza.connect([this](auto& e) {
      if (e.name() == "message" && e.child("body")) messages.push_back(e);
    }));
    listeners.push_back(session.on_unacked.connect(
        [this](auto& list) { unacked.insert(unacked.end(), list.begin(), list.end()); }));
  }

  static xmpp::SessionConfig config(const std::string& jid, const std::string& url) {
    xmpp::SessionConfig c;
    c.jid = *xmpp::Jid::parse(jid);
    c.password = c.jid.local() + "pass";
    c.websocket_url = url;
    c.reconnect_min_ms = 20;
    return c;
  }
  bool wait(const Function<bool()>& done, int64_t limit_ms = 10000) {
    return loop.run_until(done, limit_ms);
  }
  bool online() const { return session.state() == xmpp::SessionState::Online; }
  bool log_in(const xmpp::SessionConfig& c) {
    session.connect(c);
    wait([this] { return online() || session.state() == xmpp::SessionState::Closed; });
    if (online()) session.send(xml::Element("presence", "jabber:client"));
    return online();
  }
  void message(const xmpp::Jid& to, const std::string& id) {
    xml::Element m("message", "jabber:client");
    m.set_attr("to", to.str()).set_attr("id", id).set_attr("type", "chat");
    m.add("body").set_text("body of " + id);
    EXPECT_TRUE(session.send(std::move(m))) << id;
  }
};

}  // namespace confab::test
