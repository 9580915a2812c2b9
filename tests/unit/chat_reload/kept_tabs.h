// SPDX-License-Identifier: MIT
// KeptTabs: several tabs of one browser that keep what they show, and pages that come and go in
// them.
#pragma once

#include <gtest/gtest.h>

#include "platform/fake/fake_database.h"
#include "unit/chat_tabs/tab_rig.h"

namespace confab::chat {

inline const std::string kSm = "sm/alice@example.org";

// A TabRig whose tabs each have a journal that outlives their pages, and records in common.
struct KeptTabs : TabRig {
  platform::FakeDatabase database{timers};
  std::map<int, platform::FakeStorage> journals;
  std::map<int, TabRig::Tab*> page;
  bool rooms = false;

  void start(int tab) {
    AccountOptions options;
    if (rooms)
      options.auto_join_rooms.push_back({*Jid::parse(test::TabServer::kRoom), "Al", "", 0});
    tabs.push_back(std::make_unique<Tab>(*this, ++numbers, std::move(options)));
    page[tab] = tabs.back().get();
    page[tab]->account.keep({journals[tab], database});
    page[tab]->account.dispatch(Login{config(), true});
  }
  void end(int tab) {
    std::erase_if(tabs, [&](const auto& t) { return t.get() == page[tab]; });
    page.erase(tab);
  }
  void leave(int tab) {
    page[tab]->account.dispatch(PageHide{true});
    end(tab);
  }
  void lose_line(int64_t ms) {
    network.is_online = false;
    server.line.drop();
    run(ms);
  }
  bool has(int tab, const std::string& key) { return journals[tab].values.count(key) > 0; }
  // The next page in that place goes on with the stream.
  bool reloads(int tab) {
    leave(tab);
    start(tab);
    run(1000);
    return page[tab]->leads() && page[tab]->client.session().stats().resumed;
  }
};

}  // namespace confab::chat
