// SPDX-License-Identifier: MIT
// Store: order and doubles when the same messages come live, as carbons and in archive pages, in
// whatever interleaving; gaps; places after prepending.
#include <gmock/gmock.h>

#include <random>

#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");
constexpr int64_t kStart = platform::FakeClock::kEpoch + 1000;

xmpp::MessageEvent nth(int i, bool groupchat) {
  const std::string n = std::to_string(i);
  auto e = groupchat ? room_text("room@rooms.example/Bob", "m" + n, "id" + n, kStart + i * 1000)
                     : text("ann@there.example/pda", "m" + n, "id" + n, kStart + i * 1000);
  e.stanza_id = "s" + n;
  return e;
}
xmpp::ArchivePageEvent page_of(int from, int to, bool groupchat, bool backwards) {
  xmpp::ArchivePageEvent page;
  (groupchat ? page.archive : page.with) = groupchat ? kRoom : kAnn;
  page.backwards = backwards;
  for (int i = from; i < to; ++i) {
    page.messages.push_back(nth(i, groupchat));
    page.messages.back().via = MessageVia::Archive;
    page.messages.back().delayed = true;
  }
  if (to > from) {
    page.first_id = page.messages.front().stanza_id;
    page.last_id = page.messages.back().stanza_id;
  }
  page.complete = from == 0 && backwards;
  return page;
}
std::vector<std::string> range(int from, int to) {
  std::vector<std::string> out;
  for (int i = from; i < to; ++i) out.push_back("m" + std::to_string(i));
  return out;
}
void places_are_right(const Store& store, const Conversation& c) {
  for (size_t i = 0; i < c.messages.size(); ++i) ASSERT_EQ(store.index_of(c, c.messages[i].key), i);
}

// Live messages, their carbons and archive pages of one conversation, interleaved at random; each
// in its own order, as protocols deliver them.
TEST(StoreOrder, AnyInterleavingGivesTheSameConversation) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const bool groupchat = seed % 2 == 0;
    const int n = 10 + static_cast<int>(random() % 60);
    platform::FakeClock clock;
    Store store(clock, {});
    store.set_self(jid("me@here.example"));
    if (groupchat) {
      store.open(kRoom, ConversationKind::Room);
      store.set_room(kRoom, RoomState::In, "Me");
    }
    int live = static_cast<int>(random() % n), carbon = live, oldest = n;
    const int step = 2 + static_cast<int>(random() % 20);
    while (live < n || oldest > 0) {
      switch (random() % 4) {
        case 0:
          if (live < n) store.apply(nth(live++, groupchat));
          break;
        case 1:
          if (groupchat || carbon >= live) break;
          {
            auto copy = nth(carbon++, false);
            copy.via = MessageVia::Carbon;
            store.apply(copy);
          }
          break;
        case 2: {
          // The newest page holds what came live so far, perhaps one more that is under way.
          if (oldest == 0) break;
          const int to = oldest < n ? oldest : std::min(n, live + static_cast<int>(random() % 2));
          oldest = std::max(0, to - step);
          store.apply(page_of(oldest, to, groupchat, true));
          break;
        }
        default: {  // anything once more
          const int to = static_cast<int>(random() % (live + 1));
          if (to > oldest) store.apply(page_of(oldest, to, groupchat, true));
          if (to > oldest) store.apply(nth(to - 1, groupchat));
        }
      }
    }
    const Conversation& c = *store.find(groupchat ? kRoom : kAnn);
    ASSERT_EQ(bodies(c), range(0, n)) << "seed " << seed;
    places_are_right(store, c);
    EXPECT_TRUE(c.history_complete);
  }
}

TEST(StoreOrder, PrependedPagesKeepKeysAndPlaces) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.apply(page_of(900, 1000, false, true));
  store.open(kAnn, ConversationKind::Direct);
  const Conversation& c = *store.find(kAnn);
  const MessageKey newest = c.messages.back().key;
  for (int to = 900; to > 0; to -= 100) store.apply(page_of(to - 100, to, false, true));
  EXPECT_EQ(bodies(c), range(0, 1000));
  EXPECT_EQ(store.index_of(c, newest), 999u);
  EXPECT_EQ(c.unread, 0);  // history is no news
  places_are_right(store, c);
}

TEST(StoreOrder, CatchingUpGoesBetweenWhatWasHeldAndWhatComesLive) {
  for (const int64_t skew : {-600000, 0, 600000}) {  // our clock against the server's
    platform::FakeClock clock;
    Store store(clock, {});
    store.open(kRoom, ConversationKind::Room);
    store.set_room(kRoom, RoomState::In, "Me");
    const auto live = [&](int i) {
      auto e = nth(i, true);
      e.stamp_ms += skew;
      store.apply(e);
    };
    for (int i = 0; i < 5; ++i) live(i);
    store.mark_read(kRoom);
    store.begin_session();
    store.set_room(kRoom, RoomState::In, "Me");
    live(20);
    live(21);
    auto first = page_of(5, 12, true, false);
    store.apply(first);
    auto last = page_of(12, 21, true, false);
    last.complete = true;
    store.apply(last);
    const Conversation& c = *store.find(kRoom);
    EXPECT_EQ(bodies(c), range(0, 22)) << skew;
    EXPECT_EQ(c.unread, 17);
    EXPECT_EQ(store.find_message(kRoom, c.first_unread)->body, "m5");
    places_are_right(store, c);
  }
}

TEST(StoreOrder, HistoryOnReenteringIsNewsOnlyAfterWhatWasHeld) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Me");
  for (int i = 0; i < 5; ++i) store.apply(nth(i, true));
  store.mark_read(kRoom);
  store.begin_session();
  for (int i = 2; i < 8; ++i) {
    auto e = nth(i, true);
    e.via = MessageVia::MucHistory;
    e.delayed = true;
    store.apply(e);
  }
  const Conversation& c = *store.find(kRoom);
  EXPECT_EQ(bodies(c), range(0, 8));
  EXPECT_EQ(c.unread, 3);
}

// What waited at the server comes with its stamp; ours may be of a clock that is minutes ahead.
TEST(StoreOrder, AWrongClockDoesNotReorderWhatAResumedStreamDelivers) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kAnn, ConversationKind::Direct);
  for (int i = 0; i < 6; ++i) {
    auto e = nth(i, false);
    e.delayed = i >= 3 && i < 5;
    if (!e.delayed) e.stamp_ms += 800000;
    store.apply(e);
  }
  EXPECT_EQ(bodies(*store.find(kAnn)), range(0, 6));
}

// Another tab tells what came while this one was away. What had no stamp of the server has one of
// our clock, which is two hours behind.
TEST(StoreOrder, AWrongClockDoesNotReorderWhatAnotherTabTells) {
  for (const bool groupchat : {false, true}) {
    for (const int held : {0, 3}) {
      platform::FakeClock clock;
      Store store(clock, {});
      if (groupchat) {
        store.open(kRoom, ConversationKind::Room);
        store.set_room(kRoom, RoomState::In, "Me");
      } else {
        store.open(kAnn, ConversationKind::Direct);
      }
      for (int i = 0; i < held; ++i) store.apply(nth(i, groupchat));
      for (int i = std::max(0, held - 1); i < 7; ++i) {
        auto e = nth(i, groupchat);
        e.delayed = true;
        if (groupchat) e.via = MessageVia::MucHistory;
        e.by_our_clock = !groupchat && i >= 5;
        if (i >= 5) e.stamp_ms -= 7200000;
        store.apply(e);
      }
      store.apply(nth(7, groupchat));
      const Conversation& c = *store.find(groupchat ? kRoom : kAnn);
      EXPECT_EQ(bodies(c), range(0, 8)) << groupchat << held;
      places_are_right(store, c);
    }
  }
}

// Ours stands where it was typed, before m0; the room had it between m0 and m1.
TEST(StoreOrder, WhatARoomTellsGoesBehindAllThatItToldBefore) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Me");
  Message typed;
  typed.id = typed.origin_id = "mine";
  typed.body = "typed";
  store.set_message_state(kRoom, store.add_own(kRoom, typed), MessageState::Sent);
  store.apply(nth(0, true));
  auto mine = room_text("room@rooms.example/Me", "typed", "mine", kStart + 500);
  mine.outgoing = true;
  const auto told = [&](xmpp::MessageEvent e) {
    e.via = MessageVia::MucHistory;
    e.delayed = true;
    store.apply(e);
  };
  for (const auto& e : {nth(0, true), mine, nth(1, true)}) told(e);
  EXPECT_THAT(bodies(*store.find(kRoom)), ElementsAre("typed", "m0", "m1"));
  // Another tab tells but from there on.
  store.apply(xmpp::RoomEnteredEvent{kRoom, "Me"});
  for (const auto& e : {mine, nth(2, true), nth(3, true)}) told(e);
  EXPECT_THAT(bodies(*store.find(kRoom)), ElementsAre("typed", "m0", "m1", "m2", "m3"));
}

TEST(StoreOrder, WhatARoomTellsGoesBeforeWhatWasTypedMeanwhile) {
  platform::FakeClock clock;
  platform::FakeTimers timers(clock);
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Me");
  store.apply(nth(0, true));
  timers.advance(20000);
  Message m;
  m.id = m.origin_id = "mine";
  m.body = "typed";
  store.add_own(kRoom, m);
  for (int i = 0; i < 3; ++i) {
    auto e = nth(i, true);
    e.via = MessageVia::MucHistory;
    e.delayed = true;
    store.apply(e);
  }
  EXPECT_THAT(bodies(*store.find(kRoom)), ElementsAre("m0", "m1", "m2", "typed"));
}

TEST(StoreOrder, WhatWasArchivedTwiceIsThereOnce) {
  for (const bool groupchat : {false, true}) {
    platform::FakeClock clock;
    Store store(clock, {});
    if (groupchat) {
      store.open(kRoom, ConversationKind::Room);
      store.set_room(kRoom, RoomState::In, "Me");
    } else {
      store.open(kAnn, ConversationKind::Direct);
    }
    auto page = page_of(0, 4, groupchat, false);
    for (const int again : {1, 2}) {
      auto copy = page.messages[static_cast<size_t>(again)];
      copy.stanza_id += "-again";
      copy.stamp_ms += 5000;
      page.messages.push_back(copy);
    }
    store.apply(page);
    EXPECT_EQ(bodies(*store.find(groupchat ? kRoom : kAnn)), range(0, 4));
  }
}

TEST(StoreOrder, AGapStandsUntilAPageSpansIt) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Me");
  for (int i = 0; i < 3; ++i) store.apply(nth(i, true));
  store.begin_session();
  store.set_room(kRoom, RoomState::In, "Me");
  store.apply(nth(30, true));
  store.apply(page_of(3, 5, true, false));
  const MessageKey gap = store.add_gap(kRoom);
  store.apply(page_of(28, 31, true, true));
  const Conversation& c = *store.find(kRoom);
  EXPECT_THAT(bodies(c), ElementsAre("m0", "m1", "m2", "m3", "m4", "GAP", "m28", "m29", "m30"));
  EXPECT_EQ(store.index_of(c, gap), 5u);
  store.apply(page_of(10, 28, true, true));
  EXPECT_EQ(bodies(c)[5], "GAP");
  store.apply(page_of(3, 10, true, true));
  EXPECT_EQ(bodies(c), range(0, 31));
  EXPECT_EQ(store.find_message(kRoom, gap), nullptr);
  places_are_right(store, c);
}

TEST(StoreOrder, OwnUnsentMessagesStayAtTheEndUntilTheArchiveShowsThem) {
  platform::FakeClock clock;
  platform::FakeTimers timers(clock);
  Store store(clock, {});
  store.set_self(jid("me@here.example"));
  store.apply(nth(0, false));
  timers.advance(3600000);
  Message m;
  m.id = m.origin_id = "mine";
  m.body = "m3";
  store.add_own(kAnn, m);
  store.begin_session();
  auto page = page_of(1, 3, false, false);
  xmpp::MessageEvent sent = text("me@here.example/one", "m3", "mine", kStart + 3000);
  sent.to = kAnn;
  sent.outgoing = true;
  sent.stanza_id = "s3";
  sent.via = MessageVia::Archive;
  sent.delayed = true;
  page.messages.push_back(sent);
  page.complete = true;
  store.apply(page);
  const Conversation& c = *store.find(kAnn);
  EXPECT_EQ(bodies(c), range(0, 4));
  EXPECT_EQ(c.messages.back().state, MessageState::Sent);
  EXPECT_EQ(c.messages.back().stamp_ms, kStart + 3000);
}

TEST(StoreOrder, PagesForgedForOtherPlacesChangeNothing) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  auto page = page_of(0, 3, true, true);
  for (auto& m : page.messages) m.from = jid("other@rooms.example/Bob");
  store.apply(page);
  auto mixed = page_of(0, 3, false, true);
  mixed.archive = kRoom;
  store.apply(mixed);
  auto grouped = page_of(0, 3, true, true);
  grouped.archive = Jid();
  store.apply(grouped);
  EXPECT_TRUE(store.find(kRoom)->messages.empty());
  EXPECT_EQ(store.find(kAnn), nullptr);
}

TEST(StoreOrder, FailuresAndEndsOfHistory) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kAnn, ConversationKind::Direct);
  store.set_history_loading(kAnn, true);
  xmpp::ArchivePageEvent failed;
  failed.with = kAnn;
  failed.error = xmpp::StanzaError{"timeout", "wait"};
  store.apply(failed);
  EXPECT_TRUE(store.find(kAnn)->history_failed);
  EXPECT_FALSE(store.find(kAnn)->history_loading);
  store.apply(page_of(0, 2, false, true));
  EXPECT_FALSE(store.find(kAnn)->history_failed);
  EXPECT_TRUE(store.find(kAnn)->history_complete);
}

}  // namespace
}  // namespace confab::chat
