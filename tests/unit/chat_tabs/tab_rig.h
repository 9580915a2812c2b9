// SPDX-License-Identifier: MIT
// TabRig: a browser with any number of tabs of one site, each with a Client, a Store and an
// Account, all on one scripted server.
#pragma once

#include <algorithm>
#include <memory>
#include <set>

#include "chat/account.h"
#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "platform/fake/fake_storage.h"
#include "platform/fake/fake_tabs.h"
#include "unit/chat_tabs/tab_server.h"
#include "unit/xmpp/pbkdf2_once.h"
#include "xmpp/client.h"
#include "xmpp/module_list.h"

namespace confab::chat {

inline const Jid kBob = *Jid::parse("bob@example.org");

struct TabRig {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeStorage storage;
  platform::FakeTabs browser{timers};
  test::TabServer server{network, timers, clock};
  Log log;

  struct Tab {
    Tab(TabRig& rig, uint64_t number, AccountOptions options)
        : number(number),
          port(rig.browser),
          crypto(rig.timers, &test::pbkdf2_once),
          client({rig.clock, rig.timers, rig.network, crypto, rig.log, &port}, {},
                 xmpp::all_modules()),
          store(rig.clock, {}),
          account(client, store, rig.clock, rig.timers, rig.storage, std::move(options)) {
      crypto.seed(number);
      listener = client.session().on_session.connect([this](xmpp::SessionEvent e) {
        bound += e == xmpp::SessionEvent::Bound;
        lost += e == xmpp::SessionEvent::Lost;
      });
    }
    bool online() { return client.session().state() == xmpp::SessionState::Online; }
    bool leads() { return online() && !client.session().follows(); }
    void say(const Jid& to, const std::string& body) { account.dispatch(Send{to, body}); }

    uint64_t number;
    platform::FakeTabs::Tab port;
    platform::FakeCrypto crypto;
    xmpp::Client client;
    Store store;
    Account account;
    int bound = 0, lost = 0;
    Connection listener;
  };
  std::vector<std::unique_ptr<Tab>> tabs;
  uint64_t numbers = 0;
  bool room = true;

  static xmpp::SessionConfig config() {
    xmpp::SessionConfig c;
    c.jid = *Jid::parse("alice@example.org");
    c.password = "secret";
    c.websocket_url = "wss://example.org/ws";
    c.ping_interval_ms = 0;
    return c;
  }
  Tab& open(xmpp::SessionConfig c = config()) {
    AccountOptions options;
    if (room) options.auto_join_rooms.push_back({*Jid::parse(test::TabServer::kRoom), "Al", "", 0});
    tabs.push_back(std::make_unique<Tab>(*this, ++numbers, std::move(options)));
    tabs.back()->account.dispatch(Login{std::move(c)});
    return *tabs.back();
  }
  // Gone without a word, as a tab that is closed or crashes.
  void kill(size_t i) { tabs.erase(tabs.begin() + static_cast<std::ptrdiff_t>(i)); }
  void run(int64_t ms) { timers.advance(ms); }
  size_t leaders() const {
    return static_cast<size_t>(
        std::count_if(tabs.begin(), tabs.end(), [](const auto& t) { return t->leads(); }));
  }
  size_t leader() const {
    for (size_t i = 0; i < tabs.size(); ++i)
      if (tabs[i]->leads()) return i;
    return tabs.size();
  }
};

// Everything of a store that a visitor can tell apart.
inline std::string picture(const Store& store) {
  std::string out;
  std::vector<const Conversation*> list = store.conversations();
  std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->jid < b->jid; });
  for (const Conversation* c : list) {
    out += c->jid.str() + " unread=" + std::to_string(c->unread) + " draft=" + c->draft +
           " subject=" + c->subject + " state=" + std::to_string(static_cast<int>(c->room_state)) +
           " nick=" + c->nick + "\n";
    std::set<std::string> nicks;
    for (const auto& [nick, p] : c->participants) nicks.insert(nick);
    for (const auto& nick : nicks) out += "  in: " + nick + "\n";
    for (const Message& m : c->messages)
      if (m.kind == EntryKind::Text)
        out += "  " + std::string(m.own ? "> " : "< ") + m.body + " " +
               std::to_string(static_cast<int>(m.state)) + "\n";
  }
  for (const Contact* c : store.contacts())
    out += c->item.jid.str() + " " + std::to_string(static_cast<int>(c->show)) + "\n";
  return out;
}

inline std::vector<std::string> bodies(const Store& store, const Jid& jid) {
  std::vector<std::string> out;
  if (const Conversation* c = store.find(jid))
    for (const Message& m : c->messages)
      if (m.kind == EntryKind::Text) out.push_back(m.body);
  return out;
}

}  // namespace confab::chat
