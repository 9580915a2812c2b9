// SPDX-License-Identifier: MIT
// Pages that go while others of the site share their stream: who writes, and who goes on.
#include "kept_tabs.h"

namespace confab::chat {
namespace {

// The newest text there; empty: none.
Message newest_text(const Store& store, const Jid& jid) {
  Message newest;
  if (const Conversation* c = store.find(jid))
    for (const Message& m : c->messages)
      if (m.kind == EntryKind::Text) newest = m;
  return newest;
}

TEST(ReloadTabs, OnlyTheOneThatLeadsWrites) {
  KeptTabs w;
  w.start(0);
  w.run(1000);
  w.start(1);
  w.run(1000);
  ASSERT_TRUE(w.page[0]->leads() && w.page[1]->online());
  EXPECT_TRUE(w.has(0, kSm));
  EXPECT_FALSE(w.has(1, kSm));
  const int writes = w.database.writes;
  w.page[1]->say(kBob, "from the other");
  w.server.bob_says("hi");
  w.run(1000);
  EXPECT_GT(w.database.writes, writes);
  EXPECT_FALSE(w.has(1, kSm));
}

TEST(ReloadTabs, TheNextLeaderTakesTheJournalOverAndWhoComesBackFollows) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.page[0]->say(kBob, "one");
  w.run(1000);
  w.leave(0);
  w.run(50);
  w.start(0);
  w.run(2000);
  EXPECT_TRUE(w.page[1]->leads());
  ASSERT_TRUE(w.page[0]->online());
  EXPECT_TRUE(w.page[0]->client.session().follows());
  EXPECT_TRUE(w.has(1, kSm));
  EXPECT_FALSE(w.has(0, kSm));
  EXPECT_EQ(w.server.line.logins, 2);
  EXPECT_EQ(w.server.line.resumptions, 1);
  EXPECT_EQ(picture(w.page[0]->store), picture(w.page[1]->store));
}

// A crash of the browser: every journal is there, and only one of them is true.
TEST(ReloadTabs, AnOldJournalIsNotGoneOnWith) {
  for (const int first : {0, 1}) {
    KeptTabs w;
    for (int tab : {0, 1}) w.start(tab), w.run(1000);
    const auto old = w.journals[0].values;
    w.end(0);
    w.run(2000);
    ASSERT_TRUE(w.page[1]->leads());
    w.server.bob_says("meanwhile");
    w.run(50);
    w.page[1]->say(kBob, "after");
    w.run(1000);
    w.journals[0].values = old;
    w.end(1);
    w.run(100);
    const int resumed = w.server.line.resumptions;
    w.start(first);
    w.run(3000);
    ASSERT_TRUE(w.page[first]->online());
    EXPECT_EQ(w.server.line.resumptions - resumed, first == 1 ? 1 : 0) << first;
    EXPECT_EQ(bodies(w.page[first]->store, kBob), (std::vector<std::string>{"meanwhile", "after"}));
    EXPECT_EQ(w.server.bob_got, std::vector<std::string>{"after"});
  }
}

TEST(ReloadTabs, AFollowerKeepsWhatItCouldNotSend) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.lose_line(500);
  w.page[1]->say(kBob, "typed offline");
  w.run(50);
  w.leave(1);
  w.leave(0);
  w.network.is_online = true;
  for (const int tab : {1, 0}) {
    w.start(tab);
    w.run(3000);
    EXPECT_EQ(w.server.bob_got, std::vector<std::string>{"typed offline"});
    EXPECT_EQ(w.page[tab]->account.outbox_size(), 0u);
  }
}

// It was typed where there was no connection, and stands in the records. Another tab shows that it
// waits: who has it sends it. Only if nobody does, because their tab sleeps, is it shown as not
// sent, and somebody has it sent there.
TEST(ReloadTabs, WhatTwoTabsHaveToSendIsSentOnce) {
  for (const bool in_room : {false, true})
    for (const bool asleep : {false, true}) {
      SCOPED_TRACE(std::string(in_room ? "room" : "chat") + (asleep ? ", asleep" : ""));
      KeptTabs w;
      const Jid to = in_room ? *Jid::parse(test::TabServer::kRoom) : kBob;
      w.start(0);
      w.run(1000);
      if (in_room) w.page[0]->account.dispatch(JoinRoom{to, "Al", ""});
      w.run(1000);
      w.lose_line(500);
      w.page[0]->say(to, "typed offline");
      w.run(1000);
      if (asleep) w.end(0);
      w.start(1);
      w.run(1000);
      const Message m = newest_text(w.page[1]->store, to);
      ASSERT_EQ(m.body, "typed offline");
      EXPECT_EQ(m.state, MessageState::Pending);
      if (in_room) w.page[1]->account.dispatch(JoinRoom{to, "Al", ""});
      w.run(30000);
      EXPECT_EQ(newest_text(w.page[1]->store, to).state, MessageState::Pending);
      w.network.is_online = true;
      for (const auto& [tab, page] : w.page) page->account.dispatch(RetryNow{});
      w.run(6000);
      EXPECT_EQ(newest_text(w.page[1]->store, to).state,
                asleep ? MessageState::Pending : MessageState::Sent);
      w.run(20000);
      if (asleep) {
        ASSERT_EQ(newest_text(w.page[1]->store, to).state, MessageState::Failed);
        w.page[1]->account.dispatch(Retry{to, m.key});
        w.run(6000);
        w.server.line.forget_sessions = true;
        w.server.line.drop();
        w.run(3000);
        w.start(0);
        w.run(6000);
      }
      const auto& got = in_room ? w.server.room_got : w.server.bob_got;
      EXPECT_EQ(got, std::vector<std::string>{"typed offline"});
      for (const int tab : {0, 1}) {
        EXPECT_EQ(w.page[tab]->account.outbox_size(), 0u) << tab;
        EXPECT_EQ(bodies(w.page[tab]->store, to), std::vector<std::string>{"typed offline"}) << tab;
        EXPECT_EQ(newest_text(w.page[tab]->store, to).state, MessageState::Sent) << tab;
      }
    }
}

// Closed for good, with something that had not gone out: the tab that has the stream sends it.
TEST(ReloadTabs, WhatAClosedTabHadToSendIsSentByAnother) {
  for (const bool leader : {false, true})
    for (const bool offline : {false, true})
      for (const bool in_room : {false, true}) {
        SCOPED_TRACE(std::string(leader ? "leader" : "follower") + (offline ? ", offline" : "") +
                     (in_room ? ", room" : ""));
        KeptTabs w;
        const Jid to = in_room ? *Jid::parse(test::TabServer::kRoom) : kBob;
        for (int tab : {0, 1}) w.start(tab), w.run(1000);
        if (in_room) w.page[0]->account.dispatch(JoinRoom{to, "Al", ""});
        w.run(1000);
        ASSERT_TRUE(w.page[0]->leads());
        const int gone = leader ? 0 : 1, stays = 1 - gone;
        if (offline) {
          w.lose_line(500);
        } else {
          w.server.line.cut_at = w.server.line.steps;  // it goes nowhere, and nobody knows
        }
        w.page[gone]->say(to, "last words");
        w.run(20);
        w.leave(gone);
        w.journals[gone].values.clear();
        w.run(1000);
        w.network.is_online = true;
        w.server.line.cut_at = -1;
        w.page[stays]->account.dispatch(RetryNow{});
        w.run(30000);
        EXPECT_EQ(in_room ? w.server.room_got : w.server.bob_got,
                  std::vector<std::string>{"last words"});
        EXPECT_EQ(bodies(w.page[stays]->store, to), std::vector<std::string>{"last words"});
        EXPECT_EQ(newest_text(w.page[stays]->store, to).state, MessageState::Sent);
        EXPECT_EQ(w.page[stays]->account.outbox_size(), 0u);
      }
}

// Its next page comes, soon or late.
// Its last page had not even read what the one before it had to send.
TEST(ReloadTabs, WhatATabHadToSendThatClosesWhileItLoadsIsSentByAnother) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  ASSERT_TRUE(w.page[0]->leads());
  w.lose_line(100);
  w.page[1]->say(kBob, "one");
  w.run(100);
  w.end(1);  // thrown away
  w.start(1);
  w.page[1]->say(kBob, "two");
  w.leave(1);
  w.network.is_online = true;
  w.run(30000);
  EXPECT_EQ(w.server.bob_got, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(bodies(w.page[0]->store, kBob), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(w.page[0]->account.outbox_size(), 0u);
}

TEST(ReloadTabs, WhatAReloadedTabHadToSendIsSentOnce) {
  for (const int away : {0, 100, 8000})
    for (const bool forgotten : {false, true}) {
      SCOPED_TRACE(std::to_string(away) + (forgotten ? ", forgotten" : ""));
      KeptTabs w;
      for (int tab : {0, 1}) w.start(tab), w.run(1000);
      w.lose_line(500);
      for (const int tab : {1, 0}) {
        w.page[tab]->say(kBob, "from " + std::to_string(tab));
        w.run(500);
        w.leave(tab);
        w.run(away);
        w.start(tab);
      }
      w.server.line.forget_sessions = forgotten;
      w.network.is_online = true;
      for (const auto& [tab, page] : w.page) page->account.dispatch(RetryNow{});
      w.run(30000);
      auto got = w.server.bob_got;
      std::sort(got.begin(), got.end());
      EXPECT_EQ(got, (std::vector<std::string>{"from 0", "from 1"}));
      for (const int tab : {0, 1}) {
        EXPECT_EQ(bodies(w.page[tab]->store, kBob).size(), 2u) << tab;
        EXPECT_EQ(w.page[tab]->account.outbox_size(), 0u) << tab;
      }
      EXPECT_EQ(w.storage.values.count("left/alice@example.org"), 0u);
    }
}

// Its next page takes back what it had yet to send, and goes on: nobody else takes it meanwhile.
TEST(ReloadTabs, WhatAReloadedTabHasYetToSendStaysItsOwn) {
  KeptTabs w;
  for (int tab : {0, 1}) w.start(tab), w.run(1000);
  w.lose_line(500);
  w.page[1]->say(kBob, "first");
  w.run(500);
  w.leave(1);
  w.server.line.forget_sessions = true;
  w.network.is_online = true;
  w.page[0]->account.dispatch(RetryNow{});
  w.run(500);
  EXPECT_TRUE(w.server.bob_got.empty());
  EXPECT_EQ(w.page[0]->account.outbox_size(), 0u);
  w.start(1);
  w.run(500);
  w.page[1]->say(kBob, "second");
  w.run(30000);
  EXPECT_EQ(w.server.bob_got, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(w.storage.values.count("left/alice@example.org"), 0u);
  // And where there is no next page, another tab does send it, after a while.
  w.lose_line(500);
  w.page[1]->say(kBob, "third");
  w.run(500);
  w.leave(1);
  w.network.is_online = true;
  w.page[0]->account.dispatch(RetryNow{});
  w.run(30000);
  EXPECT_EQ(w.server.bob_got, (std::vector<std::string>{"first", "second", "third"}));
}

// A session that was resumed says its address to nobody; the tabs that come later need it.
TEST(ReloadTabs, WhatAnotherTabSendsIsShownByAPageThatWasReloaded) {
  KeptTabs w;
  w.start(0);
  w.run(1000);
  ASSERT_TRUE(w.reloads(0));
  w.start(1);
  w.run(1000);
  w.page[1]->say(kBob, "from the other");
  w.run(1000);
  EXPECT_EQ(w.server.bob_got, std::vector<std::string>{"from the other"});
  for (const int tab : {0, 1})
    EXPECT_EQ(bodies(w.page[tab]->store, kBob), std::vector<std::string>{"from the other"}) << tab;
}

// Nor does it say who is where. Entering a room again tells its occupants (Prosody), or tells the
// tab that comes later nothing (ejabberd).
TEST(ReloadTabs, ATabThatComesAfterAReloadIsToldWhoIsWhere) {
  KeptTabs w;
  w.rooms = true;
  w.start(0);
  w.run(5000);
  ASSERT_EQ(w.server.asked["join"], 1);
  w.server.bob_is("away");
  w.run(1000);
  ASSERT_TRUE(w.reloads(0));
  w.start(1);
  w.run(5000);
  EXPECT_EQ(w.server.asked["join"], 1);
  w.server.room_says("to all");
  w.run(500);
  w.page[1]->say(*Jid::parse(test::TabServer::kRoom), "from the other");
  w.run(1000);
  EXPECT_EQ(w.server.room_got, std::vector<std::string>{"from the other"});
  EXPECT_EQ(picture(w.page[1]->store), picture(w.page[0]->store));
}

// The tab that has the stream shows what it has sent for the other; that the server has it, it
// does not show.
TEST(ReloadTabs, WhatAReloadedFollowerHadSentIsSentAgainWhereTheSessionEnds) {
  for (const bool arrives : {false, true}) {
    KeptTabs w;
    for (int tab : {0, 1}) w.start(tab), w.run(1000);
    ASSERT_TRUE(w.page[0]->leads());
    w.server.line.answer_requests = false;
    if (!arrives) w.server.line.cut_at = w.server.line.steps;
    w.page[1]->say(kBob, "on its way");
    w.run(4);
    w.leave(1);
    w.start(1);
    w.run(300);
    w.server.line.answer_requests = true;
    w.server.line.forget_sessions = true;
    w.server.line.cut_at = -1;
    w.server.line.drop();
    w.run(6000);
    EXPECT_EQ(w.server.bob_got, std::vector<std::string>{"on its way"}) << arrives;
    for (const int tab : {0, 1}) {
      EXPECT_EQ(w.page[tab]->account.outbox_size(), 0u) << arrives << tab;
      EXPECT_EQ(bodies(w.page[tab]->store, kBob), std::vector<std::string>{"on its way"}) << tab;
    }
  }
}

}  // namespace
}  // namespace confab::chat
