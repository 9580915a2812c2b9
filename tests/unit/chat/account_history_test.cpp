// SPDX-License-Identifier: MIT
// Account: what is asked of archives, and that nothing is shown twice or left out.
#include <gmock/gmock.h>

#include "history_fixture.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(History, ARoomIsFilledUpFromItsArchive) {
  fill_room(100);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  EXPECT_EQ(shown(kRoom), range("r", 70, 100));  // 20 came with entering
  EXPECT_EQ(bench.chat(kRoom).unread, 0);
  EXPECT_FALSE(bench.chat(kRoom).history_loading);
  EXPECT_FALSE(bench.chat(kRoom).history_complete);
}

TEST_F(History, ScrollingUpLoadsEverGreaterPagesToTheBeginning) {
  fill_room(400);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  bench.service.queries.clear();
  std::vector<int> sizes;
  for (int i = 0; i < 20 && !bench.chat(kRoom).history_complete; ++i) {
    bench.account.dispatch(LoadOlder{kRoom});
    EXPECT_TRUE(bench.chat(kRoom).history_loading);
    bench.account.dispatch(LoadOlder{kRoom});  // while loading: nothing
    sizes.push_back(queries().back().max);
    server.run();
  }
  EXPECT_EQ(shown(kRoom), range("r", 0, 400));
  EXPECT_THAT(sizes, ElementsAre(10, 20, 40, 80, 160, 250));
  bench.service.queries.clear();
  bench.account.dispatch(LoadOlder{kRoom});
  EXPECT_THAT(queries(), IsEmpty());
}

TEST_F(History, ARoomWithoutAnArchiveHasWhatItTells) {
  server.room_archives = false;
  fill_room(50);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  EXPECT_EQ(shown(kRoom), range("r", 30, 50));
  EXPECT_TRUE(bench.chat(kRoom).history_complete);
  for (const auto& q : queries()) EXPECT_TRUE(q.archive.empty());
  reconnect_after(5, 0);
  EXPECT_EQ(shown(kRoom), range("r", 30, 55));
  EXPECT_EQ(bench.chat(kRoom).unread, 5);
}

TEST_F(History, WhatWasMissedIsFetchedAndCounted) {
  fill_room(60);
  fill_own(15);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  bench.account.dispatch(OpenChat{kAnn});
  settle();
  EXPECT_EQ(shown(kAnn), range("a", 0, 15));
  reconnect_after(55, 35);
  EXPECT_EQ(shown(kRoom), range("r", 30, 115));
  EXPECT_EQ(shown(kAnn), range("a", 0, 50));
  EXPECT_EQ(bench.chat(kRoom).unread, 55);
  EXPECT_EQ(bench.chat(kAnn).unread, 35);
  bool after = false;
  for (const auto& q : queries())
    if (q.archive == kRoom) after = after || q.after == "room-59";
  EXPECT_TRUE(after);
  reconnect_after(0, 0);
  EXPECT_EQ(shown(kRoom).size(), 85u);
  EXPECT_EQ(bench.chat(kRoom).unread, 55);
}

TEST_F(History, AMissedFirstMessageOfSomebodyNewIsUnread) {
  bench.service.bound();
  settle();
  reconnect_after(0, 1);
  ASSERT_NE(bench.store.find(kAnn), nullptr);
  EXPECT_EQ(bench.chat(kAnn).unread, 1);
}

TEST_F(History, AfterResumptionNothingIsAsked) {
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  const size_t joins = bench.service.joins.size(), presences = bench.service.presences;
  bench.service.queries.clear();
  bench.service.lost();
  bench.service.resumed();
  settle();
  EXPECT_THAT(queries(), IsEmpty());
  EXPECT_EQ(bench.service.joins.size(), joins);
  EXPECT_EQ(static_cast<size_t>(bench.service.presences), presences);
}

// ejabberd may lose some of what a resumed stream was to deliver, and give later ones; only after
// that it says that the session is gone.
TEST_F(History, WhatAResumedStreamLostIsAskedForFromBeforeItCame) {
  for (const bool steady : {false, true}) {
    bench.account.dispatch(JoinRoom{kRoom, "me", ""});
    bench.service.bound();
    settle();
    const size_t own = server.own.size(), room = server.room.size();
    fill_own(1);
    fill_room(1);
    server.down.push_back(server.own.back());
    server.down.push_back(server.room.back());
    settle();
    for (int i = 0; i < 3; ++i) {  // the stream comes and goes, and each time one is lost
      bench.service.lost();
      fill_own(2);
      fill_room(2);
      bench.service.resumed();
      server.down.push_back(server.own.back());
      server.down.push_back(server.room.back());
      server.run();
      if (steady) bench.service.timers.advance(11000);
    }
    bench.service.lost();
    bench.service.queries.clear();
    bench.service.bound();
    settle();
    const size_t before = steady ? 6 : 0;  // of the last time all was well
    for (const auto& q : queries()) {
      if (q.backwards) continue;
      EXPECT_EQ(q.after, q.archive.empty() ? "own-" + std::to_string(own + before)
                                           : "room-" + std::to_string(room + before));
    }
    if (steady) continue;  // then the server has said nothing of it
    EXPECT_EQ(shown(kAnn), range("a", 0, static_cast<int>(server.own.size())));
    EXPECT_EQ(shown(kRoom), range("r", 0, static_cast<int>(server.room.size())));
    // And that is over: the next one need not be asked for all of it again.
    bench.service.lost();
    bench.service.queries.clear();
    bench.service.bound();
    settle();
    for (const auto& q : queries()) {
      if (q.archive.empty() && !q.backwards) {
        EXPECT_EQ(q.after, server.own.back().stanza_id);
      }
    }
    bench.service.lost();
  }
}

// What came after it is known already; it is looked for from where it was written.
TEST_F(History, WhatMayHaveArrivedIsFoundBeforeWhatTheOtherSaidSince) {
  bench.service.bound();
  settle();
  server.peer_says("before", "p1");
  server.run();
  server.acks = false;
  bench.account.dispatch(Send{kAnn, "mine"});
  server.run();
  server.peer_says("after", "p2");
  server.run();
  ASSERT_EQ(bench.account.outbox_size(), 1u);
  server.acks = true;
  reconnect_after(0, 0);
  EXPECT_THAT(server.peer_got, ElementsAre("mine"));
  EXPECT_EQ(bench.account.outbox_size(), 0u);
  EXPECT_THAT(shown(kAnn), ElementsAre("before", "mine", "after"));
}

// Asked for while the stream was away, and that stream goes on.
TEST_F(History, ARoomThatWasWantedMeanwhileIsEntered) {
  bench.service.bound();
  settle();
  bench.service.lost();
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  EXPECT_THAT(bench.service.joins, IsEmpty());
  bench.service.resumed();
  EXPECT_EQ(bench.service.joins.size(), 1u);
}

TEST_F(History, TooMuchMissedBecomesAGapThatCanBeFilled) {
  server.history = 5;
  fill_room(30);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  reconnect_after(3000, 0);
  auto now_shown = shown(kRoom);
  EXPECT_EQ(std::count(now_shown.begin(), now_shown.end(), "GAP"), 1);
  EXPECT_EQ(now_shown.back(), "r3029");
  for (int i = 0; i < 60; ++i) {
    const auto& messages = bench.chat(kRoom).messages;
    const auto gap = std::find_if(messages.begin(), messages.end(),
                                  [](const Message& m) { return m.kind == EntryKind::Gap; });
    if (gap == messages.end()) break;
    bench.account.dispatch(FillGap{kRoom, gap->key});
    server.run();
  }
  EXPECT_EQ(shown(kRoom), range("r", 0, 3030));
  const Conversation& c = bench.chat(kRoom);
  for (size_t i = 0; i < c.messages.size(); ++i)
    ASSERT_EQ(bench.store.index_of(c, c.messages[i].key), i);
}

TEST_F(History, AGapInTheOwnArchiveToo) {
  fill_own(5);
  bench.service.bound();
  settle();
  reconnect_after(0, 4000);
  for (int i = 0; i < 80; ++i) {
    const auto& messages = bench.chat(kAnn).messages;
    const auto gap = std::find_if(messages.begin(), messages.end(),
                                  [](const Message& m) { return m.kind == EntryKind::Gap; });
    if (gap == messages.end()) break;
    bench.account.dispatch(FillGap{kAnn, gap->key});
    server.run();
  }
  EXPECT_EQ(shown(kAnn), range("a", 0, 4005));
}

TEST_F(History, AnArchiveThatForgotWhereWeWereStartsFromTheNewest) {
  fill_room(40);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  server.die(0);
  for (auto& e : server.room) e.stanza_id = "new-" + e.stanza_id;
  bench.service.on_query = [&](const xmpp::ArchiveQuery& q) {
    if (q.archive == kRoom && !q.backwards) {
      xmpp::ArchivePageEvent gone;
      gone.archive = kRoom;
      gone.backwards = false;
      gone.error = xmpp::StanzaError{"item-not-found", "cancel"};
      server.down.push_back(gone);
    }
  };
  bench.service.queries.clear();
  bench.service.bound();
  settle();
  ASSERT_FALSE(queries().empty());
  EXPECT_EQ(queries().back().archive, kRoom);
  EXPECT_TRUE(queries().back().backwards);
  EXPECT_EQ(queries().back().before, "");
}

TEST_F(History, OpeningAChatLoadsItsNewestOnce) {
  fill_own(100);
  bench.service.off.insert("bookmarks");
  bench.service.bound();
  settle();
  EXPECT_EQ(shown(kAnn), range("a", 90, 100));  // of the newest page of the whole account
  bench.account.dispatch(OpenChat{kAnn});
  EXPECT_TRUE(bench.chat(kAnn).history_loading);
  settle();
  EXPECT_EQ(shown(kAnn), range("a", 70, 100));
  bench.service.queries.clear();
  bench.account.dispatch(OpenChat{kAnn});
  EXPECT_THAT(queries(), IsEmpty());
}

TEST_F(History, WithoutAnArchiveAChatIsComplete) {
  bench.service.off.insert("mam");
  bench.service.bound();
  bench.account.dispatch(OpenChat{kAnn});
  EXPECT_THAT(queries(), IsEmpty());
  EXPECT_TRUE(bench.chat(kAnn).history_complete);
  AccountBench guest;
  guest.guest();
  guest.service.bound();
  EXPECT_THAT(guest.service.queries, IsEmpty());
}

TEST_F(History, AnErrorIsShownAndAskedAgain) {
  fill_own(40);
  bench.service.bound();
  settle();
  server.own_archives = false;
  bench.account.dispatch(OpenChat{kAnn});
  settle();
  EXPECT_TRUE(bench.chat(kAnn).history_failed);
  EXPECT_FALSE(bench.chat(kAnn).history_loading);
  server.own_archives = true;
  bench.account.dispatch(LoadOlder{kAnn});
  settle();
  EXPECT_FALSE(bench.chat(kAnn).history_failed);
  EXPECT_EQ(shown(kAnn), range("a", 20, 40));
}

TEST_F(History, LosingTheLineWhileCatchingUpBeginsAgainFromWhatIsSure) {
  fill_room(30);
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  bench.service.bound();
  settle();
  for (int cut = 0; cut < 60; ++cut) {
    server.die(0);
    fill_room(17);
    bench.service.bound();
    for (int i = 0; i < cut; ++i) server.step();
  }
  bench.service.bound();
  settle();
  const int total = static_cast<int>(server.room.size());
  EXPECT_EQ(shown(kRoom), range("r", 0, total));
}

// The page of a tab whose leader goes fails at once. One that is still under way comes with the
// stream that goes on.
TEST_F(History, WhatFailedWhileTheStreamWasAwayIsAskedAgain) {
  for (const bool failed : {false, true}) {
    SCOPED_TRACE(failed);
    bench.service.bound();
    settle();
    bench.service.lost();
    fill_own(3);
    bench.service.bound();
    bench.service.lost();
    if (failed) {
      xmpp::ArchivePageEvent none;
      none.backwards = false;
      none.error = xmpp::StanzaError{"remote-server-timeout", "wait"};
      bench.service.emit(none);
    }
    const size_t asked = queries().size();
    bench.service.resumed();
    EXPECT_EQ(queries().size(), asked + (failed ? 1 : 0));
    settle();
    EXPECT_EQ(shown(kAnn).size(), server.own.size());
  }
}

// A busy server, or a page that went with the answer: nobody else would ask in this session.
TEST_F(History, AnArchiveThatDoesNotAnswerIsAskedAgain) {
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  for (const bool known : {false, true}) {
    SCOPED_TRACE(known);
    server.die(0);
    fill_own(3);
    fill_room(25);
    server.slow = true;
    bench.service.bound();
    settle();
    EXPECT_LT(shown(kRoom).size(), server.room.size());
    server.slow = false;
    bench.service.timers.advance(10000);
    settle();
    ASSERT_NE(bench.store.find(kAnn), nullptr);
    EXPECT_EQ(shown(kAnn).size(), server.own.size());
    EXPECT_EQ(shown(kRoom).size(), server.room.size());
  }
}

// The tab that led had asked for it, and went before it was told; the next one resumes its stream.
TEST_F(History, WhetherARoomHasAnArchiveIsAskedAgainAfterAResumption) {
  server.tells_info = false;
  bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  fill_room(30);
  bench.service.bound();
  settle();
  EXPECT_EQ(shown(kRoom).size(), 20u) << "what the room tells";
  bench.service.lost();
  bench.service.infos.clear();
  bench.service.resumed();
  EXPECT_EQ(bench.service.infos, std::vector<Jid>{kRoom});
  xmpp::RoomInfoEvent info;
  info.room = kRoom;
  info.archived = true;
  bench.service.emit(info);
  settle();
  EXPECT_EQ(shown(kRoom), range("r", 0, 30));
  bench.service.lost();
  bench.service.infos.clear();
  bench.service.resumed();
  EXPECT_TRUE(bench.service.infos.empty());
}

}  // namespace
}  // namespace confab::chat
