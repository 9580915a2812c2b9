// SPDX-License-Identifier: MIT
// The page goes, the chat stays: reloaded, killed and left at every moment of a conversation,
// nothing is lost or doubled, and nobody in the room sees us come or go.
#include <gmock/gmock.h>

#include <random>

#include "base/json.h"
#include "reload_world.h"

namespace confab::chat {
namespace {

using testing::Contains;
using testing::IsEmpty;
using xmpp::SessionEvent;

std::vector<std::string> numbers(const std::string& prefix, int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

struct Reload : ReloadWorld {
  int said = 0;
  void start() {
    open();
    run(60);
    join();
    run(4000, 4);
  }
  void talk() {
    const std::string n = std::to_string(said++);
    page->account.dispatch(Send{bob, "a" + n});
    room_says("q" + n);
    bob_says("p" + n);
    page->account.dispatch(Send{room, "r" + n});
  }
  void settle() { run(24000, 20); }
  void check(const std::string& where) {
    EXPECT_EQ(bob_got, numbers("a", said)) << where;
    EXPECT_EQ(room_got, numbers("r", said)) << where;
    EXPECT_EQ(texts(bob, true), numbers("a", said)) << where;
    EXPECT_EQ(texts(bob, false), numbers("p", said)) << where;
    EXPECT_EQ(texts(room, true), numbers("r", said)) << where;
    EXPECT_EQ(texts(room, false), numbers("q", said)) << where;
    EXPECT_EQ(page->account.outbox_size(), 0u) << where;
    for (const Jid& jid : {bob, room})
      if (const Conversation* c = page->store.find(jid)) {
        for (const Message& m : c->messages) {
          const bool sent = !m.own || m.kind != EntryKind::Text || m.state == MessageState::Sent;
          EXPECT_TRUE(sent) << where << " " << m.body;
        }
      }
    EXPECT_THAT(troubles, IsEmpty()) << where;
  }
};

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

TEST(Reload, WhateverStandsInTheStoreIsReadWithoutHarm) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.page->account.dispatch(PageHide{false});
  w.kill();
  const auto journal = w.journal.values, database = w.database.records;
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    Reload other;
    other.own_archive = w.own_archive;
    other.room_archive = w.room_archive;
    other.journal.values = journal;
    other.database.records = database;
    const auto damage = [&](std::string& text) {
      if (random() % 2 == 0 || text.empty()) return;
      switch (random() % 3) {
        case 0: text.resize(random() % text.size()); break;
        case 1: text[random() % text.size()] = static_cast<char>(random() % 128); break;
        default: text = "{\"v\":1,\"rooms\":[1,{}],\"msgs\":[{\"k\":9}]}"; break;
      }
    };
    for (auto& [key, value] : other.journal.values) damage(value);
    for (auto& [key, value] : other.database.records) damage(value);
    other.open();
    other.run(3000);
    EXPECT_EQ(other.page->client.session().state(), xmpp::SessionState::Online) << round;
  }
}

TEST(Reload, OfALaterVersionIsLeftAlone) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.kill();
  const std::string key = "alice@example.org\na";
  ASSERT_EQ(w.database.records.count(key), 1u);
  const std::string later = "{\"v\":3,\"own\":\"x\"}";
  w.database.records[key] = later;
  w.open();
  w.run(2000);
  EXPECT_THAT(w.troubles, Contains("storage-newer"));
  EXPECT_EQ(w.page->client.session().state(), xmpp::SessionState::Online);
  EXPECT_EQ(w.database.records[key], later);
}

// What version 1 wrote, word for word, with the page's own journal beside it.
TEST(Reload, OfTheFirstVersionIsGoneOnWith) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.kill();
  const std::string key = "alice@example.org\na";
  w.database.records[key] =
      "{\"v\":1,\"own\":\"alice1\",\"late\":\"alice0\",\"rooms\":{\"room@rooms.example.org\":"
      "\"room1\"}}";
  std::string& live = w.journal.values["live/alice@example.org"];
  ASSERT_EQ(live.find("{\"v\":2,"), 0u);
  live.replace(0, 6, "{\"v\":1");
  w.network.is_online = false;
  w.open();
  w.run(100);
  EXPECT_EQ(w.texts(w.bob, false), numbers("p", 1)) << "before the network";
  w.network.is_online = true;
  w.talk();
  w.settle();
  EXPECT_EQ(w.events.back(), SessionEvent::Resumed);
  w.check("version 1");
  const auto written = Json::parse(w.database.records[key]);
  ASSERT_TRUE(written.ok());
  EXPECT_EQ((*written)["v"].as_number(), 2);
  EXPECT_EQ((*written)["late"]["from"].as_string(), "alice0");
}

// Where to look once more is forgotten after a while, however many pages that was.
TEST(Reload, WhereToLookOnceMoreGrowsOld) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  const std::string key = "alice@example.org\na";
  const auto from = [&] {
    const auto kept = Json::parse(w.database.records[key]);
    return kept ? (*kept)["late"]["from"].as_string() : "";
  };
  std::string first;
  for (int page = 0; page < 60; ++page) {
    w.kill();
    w.server.forget_sessions = true;  // each page loses the session of the one before
    w.open();
    w.run(15000, 20);
    w.talk();
    w.run(1000, 20);
    if (page == 0) first = from();
    if (page == 30) {
      EXPECT_EQ(from(), first) << "after 8 minutes";
    }
  }
  ASSERT_NE(first, "");
  EXPECT_NE(from(), first) << "after 16";
}

}  // namespace
}  // namespace confab::chat
