// SPDX-License-Identifier: MIT
// Account: what a server files in the archive behind our back.
#include <gmock/gmock.h>

#include "history_fixture.h"

namespace confab::chat {
namespace {

// ejabberd's process of a session may hang over a dead socket: what came to it is filed by the time
// it came, when that is long past for the session after it.
TEST_F(History, WhatIsFiledLateForASessionThatHungIsFound) {
  for (const bool again : {false, true}) {
    SCOPED_TRACE(again);
    const auto begin = static_cast<int>(server.own.size());
    bench.service.bound();
    settle();
    bench.service.timers.advance(30000);
    server.run();
    fill_own(4);
    server.down.push_back(server.own[static_cast<size_t>(begin)]);
    server.run();
    const auto late = server.own.begin() + begin + 1;
    const std::vector<xmpp::MessageEvent> filed(late, late + 2);
    server.own.erase(late, late + 2);
    reconnect_after(0, 0);
    EXPECT_EQ(shown(kAnn).size(), static_cast<size_t>(begin) + 2);
    server.own.insert(server.own.begin() + begin + 1, filed.begin(), filed.end());
    if (again) {  // and that session does not last either
      bench.service.timers.advance(9000);
      reconnect_after(0, 0);
    }
    bench.service.queries.clear();
    bench.service.timers.advance(22000);
    server.run();
    EXPECT_EQ(shown(kAnn), range("a", 0, begin + 4));
    EXPECT_EQ(queries().size(), 1u);
    bench.service.timers.advance(42000);
    EXPECT_EQ(queries().size(), 2u) << "it may hang for longer";
    server.run();
    for (int i = 0; i < 20; ++i) {
      bench.service.timers.advance(60000);
      server.run();
    }
    EXPECT_EQ(queries().size(), 5u);
    server.die(0);
  }
  // What the page no longer holds is not put behind what it does.
  bench.service.bound();
  settle();
  bench.service.timers.advance(30000);
  server.run();
  server.die(0);
  bench.service.bound();
  settle();
  while (bench.chat(kAnn).messages.front().body != "a6")
    bench.store.remove_message(kAnn, bench.chat(kAnn).messages.front().key);
  for (int i = 0; i < 20; ++i) {
    bench.service.timers.advance(60000);
    server.run();
  }
  EXPECT_EQ(shown(kAnn), range("a", 6, 8));
  server.die(0);
  // Who was away for longer than that is given all of it at once.
  bench.service.timers.advance(22000);
  bench.service.queries.clear();
  bench.service.bound();
  settle();
  const size_t asked = queries().size();
  bench.service.timers.advance(60000);
  EXPECT_EQ(queries().size(), asked);
}

// A tab that was opened since holds the end of the history only, some of it with stamps of our
// clock. A look that begins long before that goes through many pages of what is older.
TEST_F(History, WhatIsOlderThanAllThatIsHeldStaysAway) {
  bench.service.bound();
  settle();
  bench.service.timers.advance(30000);
  server.run();
  fill_own(3);
  reconnect_after(0, 0);
  for (int i = 3; i < 90; ++i) {
    bench.service.timers.advance(10);
    if (i == 80) {  // with an id of the archive, which then does not have it
      server.peer_says("odd", "odd");
      server.run();
    }
    server.peer_says("a" + std::to_string(i), "ida" + std::to_string(i));
    server.run();
  }
  while (bench.chat(kAnn).messages.front().body != "odd")
    bench.store.remove_message(kAnn, bench.chat(kAnn).messages.front().key);
  server.own.erase(server.own.begin() + 80);
  auto filed = text("ann@there.example/pda", "late", "late", bench.service.clock.wall_ms());
  filed.stanza_id = "late";
  server.own.insert(server.own.begin() + 85, filed);
  for (int i = 0; i < 20; ++i) {
    bench.service.timers.advance(60000);
    server.run();
  }
  auto expected = range("a", 80, 90);
  expected.insert(expected.begin() + 5, "late");
  expected.insert(expected.begin(), "odd");
  EXPECT_EQ(shown(kAnn), expected);
}

// It is resumed when it wakes, and has forgotten what came while it hung.
TEST_F(History, WhatASessionThatHungDoesNotDeliverIsFound) {
  bench.service.bound();
  settle();
  for (int i = 0; i < 10; ++i) {
    bench.service.timers.advance(60000);
    server.run();
  }
  fill_own(3);
  for (const int64_t away : {2000, 20000}) {
    SCOPED_TRACE(away);
    bench.service.queries.clear();
    bench.service.lost();
    bench.service.timers.advance(away);
    bench.service.resumed();
    for (int i = 0; i < 20; ++i) {
      bench.service.timers.advance(60000);
      server.run();
    }
    EXPECT_EQ(queries().size(), away > 10000 ? 3u : 0u);
  }
  EXPECT_EQ(shown(kAnn), range("a", 0, 3));
}

// Where nothing was known of the archive, there is no place behind which to look but in its page.
TEST_F(History, WhatIsFiledLateBehindTheFirstPageIsFound) {
  for (const int before : {0, 4, 40}) {
    SCOPED_TRACE(before);
    AccountBench fresh(make_options());
    CountingServer archive(fresh.service);
    fresh.login();
    for (int i = 0; i < before + 2; ++i) {
      auto e = text("ann@there.example/pda", "a" + std::to_string(i), "id" + std::to_string(i),
                    fresh.service.clock.wall_ms() - 100 + i);
      e.stanza_id = "own-" + std::to_string(i);
      archive.own.push_back(e);
    }
    const auto late = archive.own.begin() + std::max(0, before - 1);
    const std::vector<xmpp::MessageEvent> filed(late, late + 2);
    archive.own.erase(late, late + 2);
    fresh.service.bound();
    archive.run();
    archive.own.insert(archive.own.begin() + std::max(0, before - 1), filed.begin(), filed.end());
    fresh.service.queries.clear();
    for (int i = 0; i < 20; ++i) {
      fresh.service.timers.advance(60000);
      archive.run();
    }
    ASSERT_NE(fresh.store.find(kAnn), nullptr);
    EXPECT_EQ(bodies(fresh.chat(kAnn)), range("a", before == 40 ? 30 : 0, before + 2));
    EXPECT_EQ(fresh.service.queries.size(), before == 40 ? 6u : 3u);
  }
}

}  // namespace
}  // namespace confab::chat
