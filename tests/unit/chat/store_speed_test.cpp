// SPDX-License-Identifier: MIT
// Store: figures that must not slip: floods, crowds, memory. Bounds are far above what is measured,
// so that only a change of order fails them.
#include <gtest/gtest.h>
#include <malloc.h>

#include <chrono>

#include "base/function.h"
#include "fake_service.h"
#include "support/cpu_clock.h"

namespace confab::chat {
namespace {

const Jid kRoom = jid("room@conference.example");

double seconds(const Function<void()>& work) {
  const auto start = confab::CpuClock::now();
  work();
  return std::chrono::duration<double>(confab::CpuClock::now() - start).count();
}

xmpp::MessageEvent flood(int i) {
  const std::string n = std::to_string(i);
  auto e = room_text("room@conference.example/user" + std::to_string(i % 50),
                     "message number " + n + " of a flood that has a few words in it",
                     "1f0e9a52-7c1d-4d3e-9a55-" + n, platform::FakeClock::kEpoch + i);
  e.stanza_id = "2024-01-01-0123456789ab" + n;
  return e;
}

TEST(StoreSpeed, AFloodOfLiveMessages) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Visitor");
  const int n = 50000;
  const double time = seconds([&] {
    for (int i = 0; i < n; ++i) store.apply(flood(i));
  });
  RecordProperty("messages_per_second", static_cast<int>(n / time));
  EXPECT_EQ(store.messages_held(), 50000u);
  EXPECT_GT(n / time, 5000);
}

TEST(StoreSpeed, ACrowdEntersWhileSomebodyLooks) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::Joining, "Visitor");
  size_t listed = 0;
  const double time = seconds([&] {
    for (int i = 0; i < 20000; ++i) {
      xmpp::OccupantEvent e{xmpp::OccupantEvent::Kind::Join, kRoom, {}, {}, false, {}, {}, {}};
      e.occupant.nick = "user" + std::to_string((i * 7919) % 20000);
      e.occupant.role = xmpp::Role::Participant;
      store.apply(e);
      if (i % 100 == 0) listed = store.participants_sorted(*store.find(kRoom)).size();
    }
  });
  EXPECT_EQ(store.participants_sorted(*store.find(kRoom)).size(), 20000u);
  EXPECT_GT(listed, 19000u);
  EXPECT_LT(time, 5);
}

TEST(StoreSpeed, PrependingFiftyThousandMessages) {
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Visitor");
  const double time = seconds([&] {
    for (int to = 50000; to > 0; to -= 250) {
      xmpp::ArchivePageEvent page;
      page.archive = kRoom;
      for (int i = to - 250; i < to; ++i) {
        page.messages.push_back(flood(i));
        page.messages.back().via = xmpp::MessageVia::Archive;
      }
      store.apply(page);
    }
  });
  const Conversation& c = *store.find(kRoom);
  EXPECT_EQ(c.messages.size(), 50000u);
  EXPECT_EQ(store.index_of(c, c.messages[12345].key), 12345u);
  EXPECT_LT(time, 10);
}

TEST(StoreSpeed, FiveThousandMessagesAreSmall) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer's own memory would be counted";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the sanitizer's own memory would be counted";
#endif
#endif
  platform::FakeClock clock;
  Store store(clock, {});
  store.open(kRoom, ConversationKind::Room);
  store.set_room(kRoom, RoomState::In, "Visitor");
  const size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 5000; ++i) store.apply(flood(i));
  const size_t used = mallinfo2().uordblks - before;
  RecordProperty("bytes_per_message", static_cast<int>(used / 5000));
  EXPECT_LT(used, 5000u * 1000u);  // 64 bits; about half of that in wasm
}

}  // namespace
}  // namespace confab::chat
