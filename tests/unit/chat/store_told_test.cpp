// SPDX-License-Identifier: MIT
// Store: where that goes which a room tells who enters.
#include <gmock/gmock.h>

#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

const Jid kRoom = jid("room@rooms.example");
constexpr int64_t kStart = platform::FakeClock::kEpoch + 1000;

xmpp::MessageEvent nth(int i) {
  const std::string n = std::to_string(i);
  auto e = room_text("room@rooms.example/Bob", "m" + n, "id" + n, kStart + i * 1000);
  e.stanza_id = "s" + n;
  return e;
}

// A server that was started anew remembers only what was said since; our clock may have been wrong.
TEST(StoreTold, WhatARoomTellsFirstIsNotPlacedByOurClock) {
  for (const int64_t wrong_ms : {int64_t{-7200000}, int64_t{0}, int64_t{7200000}}) {
    SCOPED_TRACE(wrong_ms);
    platform::FakeClock clock;
    platform::FakeTimers(clock).advance(20000);
    Store store(clock, {});
    store.open(kRoom, ConversationKind::Room);
    store.set_room(kRoom, RoomState::In, "me");
    const auto come = [&](int i, MessageVia via) {
      auto e = nth(i);
      e.via = via;
      e.delayed = via == MessageVia::MucHistory;
      if (!e.delayed) e.stamp_ms += wrong_ms;
      if (i == 7 && wrong_ms < 0) {  // as the messages module has it of what comes from the future
        e.by_our_clock = true;
        e.stamp_ms = kStart + wrong_ms;
      }
      store.apply(e);
    };
    for (int i : {2, 3}) come(i, MessageVia::MucHistory);
    for (int i : {4, 5, 6}) come(i, MessageVia::Live);
    Message mine;
    mine.id = "mine";
    mine.body = "mine";
    mine.stamp_ms = kStart + wrong_ms;
    store.add_own(kRoom, mine);
    store.begin_session();
    store.apply(xmpp::RoomEnteredEvent{kRoom, "me"});
    come(7, MessageVia::MucHistory);
    EXPECT_THAT(bodies(*store.find(kRoom)),
                ElementsAre("m2", "m3", "m4", "m5", "m6", "m7", "mine"));
    store.begin_session();
    store.apply(xmpp::RoomEnteredEvent{kRoom, "me"});
    for (int i = 0; i < 10; ++i) come(i, MessageVia::MucHistory);
    EXPECT_THAT(bodies(*store.find(kRoom)),
                ElementsAre("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "mine"));
  }
}

// What we said last reached the room, and nobody told us; it stands behind what the room told
// since.
TEST(StoreTold, WhatThePageBeforeHasGoesBeforeWhatTheRoomTold) {
  platform::FakeClock clock;
  platform::FakeTimers(clock).advance(20000);
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "me");
  for (int i : {1, 2, 3}) store.apply(nth(i));
  Message mine;
  mine.id = mine.origin_id = "mine";
  mine.body = "mine";
  store.add_own(kRoom, mine);
  store.begin_session();
  store.apply(xmpp::RoomEnteredEvent{kRoom, "me"});
  for (int i : {7, 8}) {
    auto e = nth(i);
    e.via = MessageVia::MucHistory;
    e.delayed = true;
    store.apply(e);
  }
  ASSERT_THAT(bodies(*store.find(kRoom)), ElementsAre("m1", "m2", "m3", "m7", "m8", "mine"));
  xmpp::ArchivePageEvent page;
  page.archive = kRoom;
  page.before = "s7";
  for (int i : {3, 4, 5, 6}) {
    auto e = nth(i);
    if (i == 4) {
      e = room_text("room@rooms.example/me", "mine", "mine", kStart + 4000);
      e.stanza_id = "s4";
      e.outgoing = true;
    }
    e.via = MessageVia::Archive;
    e.delayed = true;
    page.messages.push_back(e);
  }
  store.apply(page);
  EXPECT_THAT(bodies(*store.find(kRoom)),
              ElementsAre("m1", "m2", "m3", "m5", "m6", "m7", "m8", "mine"));
  EXPECT_EQ(store.find(kRoom)->messages.back().state, MessageState::Sent);
}

}  // namespace
}  // namespace confab::chat
