// SPDX-License-Identifier: MIT
// What a leader had not written when its page went: good until somebody who led after it has
// written.
#include "kept_tabs.h"

namespace confab::chat {
namespace {

// What a leader had not written when its page went stays with its tab until the next page writes
// it, which one that follows does not: others have written what is newer.
TEST(ReloadTabs, WhatAnotherLeaderHasWrittenIsNotWrittenOver) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.server.bob_says("one");
  w.run(1000);
  w.page[0]->say(kBob, "two");
  w.leave(0);
  w.run(50);
  EXPECT_TRUE(w.has(0, "pending/alice@example.org"));
  w.start(0);
  w.run(2000);
  ASSERT_TRUE(w.page[0]->client.session().follows());
  w.server.bob_says("three");
  w.run(1000);
  w.leave(0);
  w.leave(1);
  w.network.is_online = false;
  w.start(0);
  w.run(50);
  EXPECT_EQ(bodies(w.page[0]->store, kBob), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_FALSE(w.has(0, "pending/alice@example.org"));
}

// The next leader has not written anything yet.
TEST(ReloadTabs, WhatALeaderHadNotWrittenIsOnItsNextPage) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.server.bob_says("one");
  w.run(1000);
  w.server.bob_says("two");
  w.run(5);
  w.leave(0);
  w.database.die();
  for (int page = 0; page < 2; ++page) {
    w.run(20);
    w.start(0);
    w.run(5);
    EXPECT_EQ(bodies(w.page[0]->store, kBob), (std::vector<std::string>{"one", "two"})) << page;
    w.leave(0);
  }
}

// Nor has the one before it been written over: what the records have is older.
TEST(ReloadTabs, WhatTheNextLeaderHadNotWrittenIsOnItsNextPage) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.server.bob_says("one");
  w.run(1000);
  w.leave(0);
  w.run(200);
  ASSERT_TRUE(w.page[1]->leads());
  w.server.bob_says("two");
  w.run(5);
  w.leave(1);
  w.database.die();
  w.run(20);
  w.network.is_online = false;
  w.start(1);
  w.run(5);
  EXPECT_EQ(bodies(w.page[1]->store, kBob), (std::vector<std::string>{"one", "two"}));
}

}  // namespace
}  // namespace confab::chat
