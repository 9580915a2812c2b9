// SPDX-License-Identifier: MIT
// The page goes, the chat stays: reloaded, killed and left at every moment of a conversation,
// nothing is lost or doubled, and nobody in the room sees us come or go.
#include <gmock/gmock.h>

#include <random>

#include "reload_fixture.h"

namespace confab::chat {
namespace {

using testing::Contains;
using testing::IsEmpty;
using xmpp::SessionEvent;

TEST(Reload, TheSameStreamAndNobodyNotices) {
  Reload w;
  w.start();
  for (int i = 0; i < 3; ++i) {
    w.talk();
    w.run(50);
  }
  w.run(1000);
  const Jid full = w.page->client.session().jid();
  const std::string subject = w.page->store.find(w.room)->subject;
  w.reload();
  // From the store, before there is a socket.
  w.timers.advance(6);
  EXPECT_EQ(w.texts(w.bob, false), numbers("p", 3));
  EXPECT_EQ(w.texts(w.room, true), numbers("r", 3));
  const Conversation* room = w.page->store.find(w.room);
  ASSERT_TRUE(room);
  EXPECT_EQ(room->room_state, RoomState::In);
  EXPECT_EQ(room->participants.size(), 2u);
  EXPECT_EQ(room->subject, subject);
  EXPECT_EQ(w.page->store.contacts().size(), 1u);
  w.settle();
  EXPECT_EQ(w.events.back(), SessionEvent::Resumed);
  EXPECT_EQ(w.page->client.session().jid(), full);
  EXPECT_EQ(w.binds, 1);
  EXPECT_EQ(w.joins, 1);
  EXPECT_EQ(w.leaves, 0);
  w.talk();
  w.settle();
  w.check("after");
}

// Every millisecond of a conversation, in three ways.
enum class How { Reload, Kill, Forgotten };
void at_every_moment(How how) {
  for (int moment = 0; moment < 60; ++moment) {
    Reload w;
    w.start();
    w.database.latency_ms = moment % 3 * 7;
    w.talk();
    w.run(moment < 30 ? moment : (moment - 30) * 20);
    w.talk();
    w.run(moment % 4);
    w.server.forget_sessions = how == How::Forgotten;
    if (how == How::Reload) {
      w.reload();
    } else {
      w.kill();
      w.open();
    }
    w.run(moment);
    w.talk();
    w.settle();
    w.talk();
    w.settle();
    w.check("moment " + std::to_string(moment));
    if (how != How::Forgotten) {
      EXPECT_EQ(w.binds, 1) << moment;
      EXPECT_EQ(w.joins, 1) << moment;
      EXPECT_EQ(w.leaves, 0) << moment;
    }
    if (testing::Test::HasFailure()) return;
  }
}
TEST(Reload, AtEveryMoment) { at_every_moment(How::Reload); }
TEST(Reload, KilledAtEveryMoment) { at_every_moment(How::Kill); }
TEST(Reload, KilledAndForgottenByTheServerAtEveryMoment) { at_every_moment(How::Forgotten); }

void random_lives(bool forgets) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    Reload w;
    w.start();
    for (int step = 0; step < 40; ++step) {
      w.database.latency_ms = static_cast<int64_t>(random() % 40);
      w.server.forget_sessions = forgets && random() % 3 == 0;
      switch (random() % 8) {
        case 0: w.reload(); break;
        case 1:
          w.kill();
          w.open();
          break;
        case 2: w.server.drop(); break;
        case 3: w.page->account.dispatch(PageHide{false}); break;
        default: w.talk(); break;
      }
      w.run(static_cast<int64_t>(random() % 700));
    }
    w.settle();
    w.check("seed " + std::to_string(seed));
    if (!forgets) {
      EXPECT_EQ(w.leaves, 0) << seed;
    }
    if (testing::Test::HasFailure()) return;
  }
}
TEST(Reload, RandomLives) { random_lives(false); }
TEST(Reload, RandomLivesBeforeAServerThatForgets) { random_lives(true); }

TEST(Reload, WhatWasTypedIsThereAgain) {
  Reload w;
  w.start();
  w.page->account.dispatch(OpenChat{w.bob});
  w.page->account.dispatch(Typing{w.bob, true, "half a sen"});
  w.reload();
  w.settle();
  w.page->account.dispatch(OpenChat{w.bob});
  EXPECT_EQ(w.page->store.find(w.bob)->draft, "half a sen");
}

// A room on a busy server shows the second first; the page goes before that is written.
// One page goes before it has read its records, and the next, too.
TEST(Reload, WhatWasTypedBeforeTheRecordsWereReadIsSent) {
  Reload w;
  w.start();
  w.settle();
  for (int page = 0; page < 3; ++page) {
    w.reload();
    w.page->account.dispatch(Send{w.bob, "a" + std::to_string(w.said++)});
  }
  w.settle();
  EXPECT_EQ(w.bob_got, numbers("a", 3));
  EXPECT_EQ(w.texts(w.bob, true), numbers("a", 3));
  EXPECT_EQ(w.page->account.outbox_size(), 0u);
  EXPECT_EQ(w.journal.values.count("typed/alice@example.org"), 0u);
}

TEST(Reload, WhatEndedInAnotherOrderIsShownAsItWasTyped) {
  Reload w;
  w.start();
  w.echoes = false;
  for (const char* body : {"one", "two", "three"}) w.page->account.dispatch(Send{w.room, body});
  w.run(20);
  ASSERT_EQ(w.room_archive.size(), 3u);
  for (const size_t i : {1u, 0u}) w.server.deliver(w.room_archive[i]);
  w.run(20);
  ASSERT_EQ(w.page->account.outbox_size(), 1u);
  w.kill();
  w.open();
  w.run(5);
  EXPECT_EQ(w.texts(w.room, true), (std::vector<std::string>{"one", "two", "three"}));
  w.settle();
  EXPECT_EQ(w.texts(w.room, true), (std::vector<std::string>{"one", "two", "three"}));
}

TEST(Reload, WhatWasOnScreenIsAgainUntilSigningOut) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.page->account.dispatch(Show{w.room});
  w.page->account.dispatch(Show{w.bob});
  w.kill();
  w.open();
  w.settle();
  EXPECT_EQ(w.page->store.shown(), w.bob);
  w.page->account.dispatch(Show{{}});
  w.reload();
  w.settle();
  EXPECT_TRUE(w.page->store.shown().empty());
  w.page->account.dispatch(Show{w.bob});
  w.page->account.dispatch(Logout{});
  w.settle();
  w.kill();
  w.open();
  w.settle();
  EXPECT_TRUE(w.page->store.shown().empty());
}

TEST(Reload, AnotherAccountSeesNothingOfIt) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.kill();
  w.page = std::make_unique<ReloadWorld::Page>(w);
  Login other;
  other.config.jid = *Jid::parse("carol@example.org");
  other.config.websocket_url = "wss://example.org/ws";
  other.trusted = true;
  w.page->account.dispatch(other);
  w.timers.advance(50);
  EXPECT_FALSE(w.page->store.find(w.bob));
  w.kill();
  w.open();
  w.settle();
  w.check("the first one again");
}

// Who only types an address is shown nothing of it before the server has believed them.
TEST(Reload, AnAddressAloneOpensNoHistory) {
  for (const bool right : {false, true}) {
    Reload w;
    w.start();
    w.talk();
    w.settle();
    w.kill();
    w.journal.values.clear();  // another tab
    w.page = std::make_unique<ReloadWorld::Page>(w);
    Login typed;
    typed.config.jid = w.me;
    typed.config.password = right ? w.password : "guess";
    typed.config.websocket_url = "wss://example.org/ws";
    w.page->account.dispatch(typed);
    w.timers.advance(8);
    EXPECT_FALSE(w.page->store.find(w.bob));
    w.run(2500);
    EXPECT_EQ(w.page->store.find(w.bob) != nullptr, right);
    if (!right) continue;
    w.join();
    w.settle();
    w.check("believed");
  }
}

// Its tab was closed for good, so nobody would send it: it is not taken for sent, and may be sent.
TEST(Reload, WhatNobodyWouldSendIsShownAsNotSent) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.network.is_online = false;
  w.server.drop();
  w.run(100);
  w.page->account.dispatch(Send{w.bob, "typed offline"});
  w.run(1000);
  w.kill();
  w.journal.values.clear();
  w.network.is_online = true;
  w.open();
  w.settle();
  const Conversation* c = w.page->store.find(w.bob);
  ASSERT_TRUE(c);
  const Message m = c->messages.back();
  EXPECT_EQ(m.body, "typed offline");
  EXPECT_EQ(m.state, MessageState::Failed);
  EXPECT_THAT(w.bob_got, testing::Not(Contains("typed offline")));
  w.page->account.dispatch(Retry{w.bob, m.key});
  w.settle();
  EXPECT_EQ(w.bob_got.back(), "typed offline");
  EXPECT_EQ(w.page->store.find_message(w.bob, m.key)->state, MessageState::Sent);
}

// The first time on a busy device; nothing is waited for, and nothing is missing for long.
TEST(Reload, ADatabaseThatIsSlowToOpenIsWrittenOnceItIsThere) {
  for (const bool later : {false, true}) {
    SCOPED_TRACE(later);
    Reload w;
    w.database.latency_ms = 3000;
    if (later) w.database.records["alice@example.org\na"] = R"({"v":1000})";
    w.start();
    w.bob_says("hello");
    w.run(7000);
    bool written = false;
    for (const auto& [key, value] : w.database.records)
      written = written || value.find("hello") != std::string::npos;
    EXPECT_EQ(written, !later);
    EXPECT_EQ(w.troubles,
              later ? std::vector<std::string>{"storage-newer"} : std::vector<std::string>{});
  }
}

TEST(Reload, SigningOutLeavesNoSession) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.page->account.dispatch(Logout{});
  w.run(100);
  EXPECT_THAT(w.journal.values, IsEmpty());
}

TEST(Reload, BrokenStorageIsToldAndNothingElseSuffers) {
  using Outcome = platform::Database::Outcome;
  for (const Outcome outcome : {Outcome::Full, Outcome::Newer, Outcome::Broken, Outcome::Off}) {
    for (const bool journal_too : {false, true}) {
      Reload w;
      w.database.outcome = outcome;
      w.journal.refuse = journal_too;
      w.start();
      w.talk();
      w.run(2000);
      w.reload();
      w.settle();
      if (journal_too) w.join();  // nothing is left that would know of it
      w.settle();
      w.talk();
      w.settle();
      EXPECT_EQ(w.troubles.empty(), outcome == Outcome::Off);
      w.troubles.clear();
      EXPECT_EQ(w.events.back(), journal_too ? SessionEvent::Bound : SessionEvent::Resumed);
      w.check("outcome " + std::to_string(static_cast<int>(outcome)));
    }
  }
}

}  // namespace
}  // namespace confab::chat
