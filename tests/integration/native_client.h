// SPDX-License-Identifier: MIT
// A Client with every module on real sockets, and a record of its events.
#pragma once

#include "base/function.h"
#include "integration/native_session.h"
#include "xmpp/client.h"
#include "xmpp/module_list.h"

namespace confab::test {

struct NativeClient {
  platform::Loop& loop;
  platform::NativeNetwork network{loop, &xmpp::sha1};
  platform::NativeCrypto crypto{loop, &xmpp::pbkdf2};
  Log log;
  xmpp::Client client{{loop, loop, network, crypto, log}, {}, xmpp::all_modules()};
  std::vector<xmpp::Event> events;
  Connection listener =
      client.on_event.connect([this](const xmpp::Event& e) { events.push_back(e); });

  explicit NativeClient(platform::Loop& l) : loop(l) {}

  bool log_in(const xmpp::SessionConfig& c) {
    client.session().connect(c);
    wait([this] { return online() || client.session().state() == xmpp::SessionState::Closed; });
    if (online()) client.send_presence(xmpp::Show::Online, "", 0);
    return online();
  }
  bool online() { return client.session().state() == xmpp::SessionState::Online; }
  bool wait(const Function<bool()>& done, int64_t limit_ms = 15000) {
    return loop.run_until(done, limit_ms);
  }

  template <class T>
  std::vector<T> all() const {
    std::vector<T> out;
    for (const auto& e : events)
      if (const T* t = std::get_if<T>(&e)) out.push_back(*t);
    return out;
  }
  template <class T>
  bool wait_for(const Function<bool(const T&)>& which = [](const T&) { return true; }) {
    return wait([&] {
      for (const auto& e : events)
        if (const T* t = std::get_if<T>(&e); t && which(*t)) return true;
      return false;
    });
  }
  bool wait_for_body(const std::string& body) {
    return wait_for<xmpp::MessageEvent>([&](const auto& m) { return m.body == body; });
  }
  const xmpp::MessageEvent& message(const std::string& body) const {
    for (const auto& e : events)
      if (const auto* m = std::get_if<xmpp::MessageEvent>(&e); m && m->body == body) return *m;
    static const xmpp::MessageEvent none;
    return none;
  }
};

}  // namespace confab::test
