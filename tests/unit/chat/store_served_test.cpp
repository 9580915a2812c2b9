// SPDX-License-Identifier: MIT
// Store: what a server delivers out of order, or stamped as it likes, while sessions end (seen with
// ejabberd 24.12 over BOSH and dead sockets); the archive puts it right.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "chat/saved.h"
#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

const Jid kAnn = jid("ann@there.example");
constexpr int64_t kStart = platform::FakeClock::kEpoch + 1000;

struct Served {
  Served() : store(clock, {}) {
    store.set_self(jid("me@here.example"));
    store.open(kAnn, ConversationKind::Direct);
  }
  // From 100 on they are ours, said on another device. `copy`: how often the server had archived it
  // before.
  static xmpp::MessageEvent nth(int i, int copy = 0) {
    const std::string n = std::to_string(i);
    auto e = text("ann@there.example/pda", "m" + n, "an id that is long enough " + n,
                  kStart + i * 1000 + copy * 500);
    e.stanza_id = "s" + n + std::string(static_cast<size_t>(copy), '\'');
    if (i < 100) return e;
    e.outgoing = true;
    e.via = MessageVia::Carbon;
    e.to = std::exchange(e.from, jid("me@here.example/phone"));
    return e;
  }
  void live(int i, int64_t stamped_ms = 0, int copy = 0) {
    auto e = nth(i, copy);
    e.delayed = stamped_ms != 0;
    e.stamp_ms = stamped_ms ? kStart + stamped_ms : clock.wall_ms();
    store.apply(e);
  }
  void live_all(std::initializer_list<int> numbers) {
    for (const int i : numbers) live(i);
  }
  // A forward page of the own archive: `numbers`, and -i for another copy of i.
  void page(const std::vector<int>& numbers, bool complete, const std::string& after = "") {
    xmpp::ArchivePageEvent p;
    p.backwards = false;
    p.complete = complete;
    p.after = after;
    std::map<int, int> copies;
    for (const int n : numbers) {
      auto e = nth(std::abs(n), n < 0 ? 1 + copies[n]++ : 0);
      e.via = MessageVia::Archive;
      e.delayed = true;
      p.messages.push_back(e);
    }
    if (!numbers.empty()) p.last_id = p.messages.back().stanza_id;
    store.apply(p);
  }
  void mine(const std::string& body) {
    Message m;
    m.id = m.origin_id = body;
    m.body = body;
    store.set_message_state(kAnn, store.add_own(kAnn, m), MessageState::Sent);
  }
  MessageKey waiting(int i, Said said = Said::Here) {
    Message m;
    m.said = said;
    m.id = m.origin_id = nth(i).id;
    m.body = nth(i).body;
    return store.add_own(kAnn, m);
  }
  void mine(int i) { store.set_message_state(kAnn, waiting(i), MessageState::Sent); }
  std::vector<std::string> shown() { return bodies(*store.find(kAnn)); }
  void places_are_right() {
    const Conversation& c = *store.find(kAnn);
    for (size_t i = 0; i < c.messages.size(); ++i)
      ASSERT_EQ(store.index_of(c, c.messages[i].key), i);
  }
  platform::FakeClock clock;
  Store store;
};

// m28 came behind m26, and its stamp is of before it; m27 came to no stream.
TEST(StoreServed, StampsThatContradictTheStreamAreNotFollowed) {
  Served w;
  w.live_all({20, 21});
  w.store.mark_read(kAnn);
  w.live(25, 272);
  w.live(26, 324);
  w.live(28, 304);
  EXPECT_THAT(w.shown(), ElementsAre("m20", "m21", "m25", "m26", "m28"));
  const Conversation& c = *w.store.find(kAnn);
  const MessageKey key = c.messages.back().key;
  w.store.begin_session();
  w.page({21, 25, 26, 27, 28, 29, -25, -26}, true);
  EXPECT_THAT(w.shown(), ElementsAre("m20", "m21", "m25", "m26", "m27", "m28", "m29"));
  EXPECT_EQ(w.store.find_message(kAnn, key)->body, "m28");
  EXPECT_EQ(c.unread, 5);
  EXPECT_EQ(w.store.find_message(kAnn, c.first_unread)->body, "m25");
}

// Two queues of the server were emptied one after the other, the later one first.
TEST(StoreServed, WhatCameBehindLaterOnesIsPutRightByTheArchive) {
  Served w;
  w.live_all({10});
  w.store.mark_read(kAnn);
  w.live_all({16, 17, 18});
  w.mine("typed");
  w.live_all({13, 14, 15});
  const Conversation& c = *w.store.find(kAnn);
  std::map<std::string, MessageKey> keys;
  for (const Message& m : c.messages) keys[m.body] = m.key;
  w.store.begin_session();
  w.page({10, 13, 14, 15, 16, 17, 18, -13, -14, -15}, true);
  EXPECT_THAT(w.shown(), ElementsAre("m10", "m13", "m14", "m15", "m16", "m17", "m18", "typed"));
  for (const Message& m : c.messages) EXPECT_EQ(m.key, keys[m.body]) << m.body;
  w.places_are_right();
}

// A resumed stream gave m6 to m8 and ended; what was before them came to nobody's stream, and m4
// and m5 to that of the next session.
TEST(StoreServed, WhatTheNextSessionFindsGoesBeforeWhatTheLastOneGot) {
  Served w;
  w.live(6, 6000);
  w.live(7, 6020);
  w.live(8, 6080);
  w.store.begin_session();
  w.page({1}, false);
  w.live_all({4, 5});
  w.page({2, 3, 4, 5, 6, 7, 8}, true, "s1");
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"));
  w.places_are_right();
}

// The page had m23 to m26 from before, m36 and m37 by a stream that was resumed in between.
TEST(StoreServed, APageThatFollowsAnotherIsBehindAllOfIt) {
  Served w;
  w.live_all({23, 24, 25, 26});
  w.live(36, 36000);
  w.live(37, 37000);
  w.store.begin_session();
  w.live_all({38, 39});
  w.page({23, 24, 25, 26, -24, -25, -26, 27, 28, 29, 30}, false);
  w.page({35, 36, 37, 38, 39}, true, "s30");
  EXPECT_THAT(w.shown(), ElementsAre("m23", "m24", "m25", "m26", "m27", "m28", "m29", "m30", "m35",
                                     "m36", "m37", "m38", "m39"));
  w.places_are_right();
}

// The server routed them anew when a session ended, and archived that, too.
TEST(StoreServed, ACopyInTheArchiveMovesNothing) {
  Served w;
  w.live_all({10, 11, 12, 17, 18});
  w.store.begin_session();
  w.page({18, -11, -12, -10, -10, 19}, true);
  EXPECT_THAT(w.shown(), ElementsAre("m10", "m11", "m12", "m17", "m18", "m19"));
  // Nor when the copy was what came over the stream.
  w.live(21, 0, 1);
  w.live_all({22});
  w.page({19, 20, 21, 22}, false);
  w.page({-21, 23}, true, "s22");
  EXPECT_THAT(w.shown(),
              ElementsAre("m10", "m11", "m12", "m17", "m18", "m19", "m20", "m21", "m22", "m23"));
}

// What another tab of ours has said since came by a carbon, stamped by our clock.
TEST(StoreServed, OurClockPlacesNothingOfTheArchive) {
  for (const int64_t wrong_ms : {int64_t{-7200000}, int64_t{0}, int64_t{7200000}}) {
    Served w;
    const auto ours = [&](int i, MessageVia via) {
      auto e = Served::nth(i);
      e.from = jid("me@here.example/tab");
      e.to = kAnn;
      e.outgoing = true;
      e.via = via;
      e.delayed = via == MessageVia::Archive;
      if (!e.delayed) {
        e.stanza_id.clear();
        e.stamp_ms += wrong_ms;
      }
      return e;
    };
    xmpp::ArchivePageEvent p;
    p.backwards = false;
    for (const int i : {10, 11}) p.messages.push_back(ours(i, MessageVia::Archive));
    w.store.apply(p);
    w.live_all({12});
    w.store.apply(ours(15, MessageVia::Carbon));
    for (const int i : {13, 14}) p.messages.push_back(ours(i, MessageVia::Archive));
    w.store.begin_session();
    p.complete = true;
    p.messages.insert(p.messages.begin() + 2, Served::nth(12));
    p.messages[2].via = MessageVia::Archive;
    p.messages[2].delayed = true;
    w.store.apply(p);
    EXPECT_THAT(w.shown(), ElementsAre("m10", "m11", "m12", "m13", "m14", "m15")) << wrong_ms;
    // And one that came to no stream, with the next of somebody else.
    w.store.apply(ours(16, MessageVia::Carbon));
    w.live_all({18});
    p.messages = {ours(17, MessageVia::Archive), Served::nth(18)};
    w.store.begin_session();
    w.store.apply(p);
    EXPECT_THAT(w.shown(),
                ElementsAre("m10", "m11", "m12", "m13", "m14", "m15", "m16", "m17", "m18"))
        << wrong_ms;
  }
}

// Whatever came by streams, and in which order: who has read the archive has its order.
TEST(StoreServed, AnyDeliveryIsPutRightByTheArchive) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Served w;
    const int held = 1 + static_cast<int>(random() % 10),
              all = held + 1 + static_cast<int>(random() % 40);
    for (int i = 0; i < held; ++i) w.live(i);
    std::vector<int> delivered;
    for (int i = held; i < all; ++i)
      if (random() % 3) delivered.push_back(i);
    std::shuffle(delivered.begin(), delivered.end(), random);
    for (const int i : delivered) {
      w.live(i, static_cast<int64_t>(random() % 3) * static_cast<int64_t>(random() % 100000));
      if (random() % 8 == 0) w.store.begin_session();
    }
    w.store.begin_session();
    const int size = 1 + static_cast<int>(random() % 12);
    std::string after = "s" + std::to_string(held - 1);
    for (int from = held; from < all; from += size) {
      std::vector<int> page;
      for (int i = from; i < std::min(all, from + size); ++i) page.push_back(i);
      w.page(page, from + size >= all, after);
      after = "s" + std::to_string(page.back());
    }
    std::vector<std::string> expected;
    for (int i = 0; i < all; ++i) expected.push_back("m" + std::to_string(i));
    ASSERT_EQ(w.shown(), expected);
    w.places_are_right();
  }
}

// A tab that joined the others saw only the last of what one of them was sending; the server filed
// all of it behind what it had kept for us.
TEST(StoreServed, WhatWeSaidElsewhereStaysInItsOrder) {
  Served w;
  w.live_all({1});
  w.store.begin_session();
  w.live_all({103, 2, 3});
  w.page({1, 2, 3}, false);
  w.page({101, 102, 103, 4, 104}, true, "s3");
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m101", "m102", "m103", "m2", "m3", "m4", "m104"));
  w.places_are_right();
}

// What was typed here, and came to the server behind what was said elsewhere, draws nothing
// forward.
TEST(StoreServed, WhatWasTypedHereStandsWhereItWasTyped) {
  Served w;
  w.live_all({1});
  w.mine(103);
  w.store.begin_session();
  w.live_all({101});
  w.page({1, 101, 102, 2, 103}, true);
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m103", "m101", "m102", "m2"));
  w.places_are_right();
}

// The page before said it; the records of this one were older, and its outbox had only what waits.
TEST(StoreServed, WhatWeSaidBeforeGoesBeforeWhatWaits) {
  Served w;
  w.live_all({1});
  w.mine(102);
  w.waiting(105, Said::Before);
  w.waiting(106, Said::Before);
  w.waiting(107);
  w.live_all({103});
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m102", "m105", "m106", "m107", "m103")) << "typed here";
  w.store.remove_message(kAnn, w.store.find(kAnn)->messages[4].key);
  w.store.remove_message(kAnn, w.store.find(kAnn)->messages[4].key);
  w.live_all({103, 104, 2, 105, 106});
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m102", "m103", "m104", "m105", "m106", "m2"));
  w.places_are_right();
}

// Two were taken over from a tab that had gone, before the server gave back the one before them.
TEST(StoreServed, WhatWeSaidElsewhereIsPutIntoItsOrderByTheArchive) {
  Served w;
  w.live_all({1, 102, 103, 104, 101, 2});
  w.mine(107);
  w.mine(108);
  w.live_all({110, 109});
  w.store.begin_session();
  w.page({1, 101, 102, 103, 2, 104, 108, 107, 109, 110, -109}, true);
  EXPECT_THAT(w.shown(), ElementsAre("m1", "m101", "m102", "m103", "m104", "m2", "m107", "m108",
                                     "m110", "m109"))
      << "what was typed here stays, and what is there twice";
  w.places_are_right();
}

// A page restored what the one before had said, and more was typed; another tab was heard by the
// server before all of that.
TEST(StoreServed, WhatTheArchiveMovesDoesNotPassWhatWasTypedBehindIt) {
  for (const bool waits : {false, true}) {
    Served w;
    w.live_all({1});
    w.store.set_message_state(kAnn, w.waiting(107, Said::Before), MessageState::Sent);
    w.store.set_message_state(kAnn, w.waiting(108, Said::Before), MessageState::Sent);
    w.waiting(110);
    if (!waits) w.mine(111);
    w.live_all({201, 202, 203});
    w.store.begin_session();
    if (waits) {
      w.page({1, 201, 202, 203, 107, 108, 2}, true);
      EXPECT_THAT(w.shown(),
                  ElementsAre("m1", "m107", "m108", "m110", "m201", "m202", "m203", "m2"));
    } else {
      w.page({1, 201, 202, 203, 107, 108, 2, 111}, true);
      EXPECT_THAT(w.shown(),
                  ElementsAre("m1", "m107", "m108", "m110", "m111", "m201", "m202", "m203", "m2"));
    }
    w.places_are_right();
  }
}

// A page that begins behind one that is held says nothing of which of ours were before it.
TEST(StoreServed, WhatTheArchiveMovesDoesNotPassWhatItsPageDoesNotHave) {
  Served w;
  w.live_all({1, 201, 2, 101, 202, 203, 102, 204});
  w.store.begin_session();
  w.page({3, 4, 102, 201, 202, 203, 204}, true, "s101");
  EXPECT_THAT(w.shown(),
              ElementsAre("m1", "m201", "m2", "m101", "m202", "m203", "m3", "m4", "m102", "m204"));
  w.places_are_right();
}

// What the records have waiting is another tab's to send, which goes on writing, unless the journal
// says that it is ours.
TEST(StoreServed, WhatAnotherTabSaysGoesBehindWhatItHasYetToSend) {
  for (const bool ours : {false, true}) {
    Served w;
    SavedConversation saved;
    saved.jid = kAnn;
    for (const int i : {137, 138}) {
      Message m;
      m.own = true;
      m.state = MessageState::Pending;
      m.id = Served::nth(i).id;
      m.body = Served::nth(i).body;
      saved.messages.push_back(std::move(m));
    }
    w.store.restore(std::move(saved));
    if (ours)
      for (size_t i = 0; i < 2; ++i)
        w.store.go_on_sending(kAnn, w.store.find(kAnn)->messages[i].key, Said::Before);
    w.live_all({139});
    if (ours) {
      EXPECT_THAT(w.shown(), ElementsAre("m139", "m137", "m138"));
    } else {
      EXPECT_THAT(w.shown(), ElementsAre("m137", "m138", "m139"));
    }
    w.places_are_right();
  }
}

}  // namespace
}  // namespace confab::chat
