// SPDX-License-Identifier: MIT
// Tabs that share a stream: one session, one picture, each message once.
#include <gtest/gtest.h>

#include "unit/chat_tabs/tab_rig.h"

namespace confab::chat {
namespace {

const Jid kRoom = *Jid::parse(test::TabServer::kRoom);

void expect_same_pictures(TabRig& rig) {
  for (size_t i = 1; i < rig.tabs.size(); ++i)
    EXPECT_EQ(picture(rig.tabs[i]->store), picture(rig.tabs[0]->store)) << "tab " << i;
}

TEST(Tabs, TwelveHaveOneResourceAndAskOnce) {
  TabRig rig;
  rig.open();
  rig.run(300);
  ASSERT_TRUE(rig.tabs[0]->leads());
  const auto alone = rig.server.asked;
  for (int i = 1; i < 12; ++i) {
    rig.open();
    rig.run(20);
  }
  rig.run(300);
  EXPECT_EQ(rig.leaders(), 1u);
  EXPECT_EQ(rig.server.line.logins, 1);
  EXPECT_EQ(rig.server.asked, alone) << "eleven more tabs ask the server for nothing";
  for (const auto& tab : rig.tabs) {
    EXPECT_TRUE(tab->online());
    EXPECT_EQ(tab->client.session().jid(), rig.tabs[0]->client.session().jid());
    ASSERT_NE(tab->store.find(kRoom), nullptr);
    EXPECT_EQ(tab->store.find(kRoom)->room_state, RoomState::In);
    EXPECT_EQ(tab->store.contacts().size(), 2u);
  }
  expect_same_pictures(rig);
}

TEST(Tabs, TwelveOpenedAtOnce) {
  TabRig rig;
  for (int i = 0; i < 12; ++i) rig.open();
  rig.run(500);
  EXPECT_EQ(rig.leaders(), 1u);
  EXPECT_EQ(rig.server.line.logins, 1);
  EXPECT_EQ(rig.server.asked["roster"], 1);
  EXPECT_EQ(rig.server.asked["join"], 1);
  EXPECT_EQ(rig.server.asked["presence"], 1);
  EXPECT_EQ(rig.server.asked["carbons"], 1);
  expect_same_pictures(rig);
}

TEST(Tabs, WhatIsSentInAnyAppearsOnceInAll) {
  TabRig rig;
  for (int i = 0; i < 12; ++i) rig.open();
  rig.run(500);
  std::vector<std::string> room, chat;
  for (size_t i = 0; i < 12; ++i) {
    room.push_back("room " + std::to_string(i));
    chat.push_back("chat " + std::to_string(i));
    rig.tabs[i]->say(kRoom, room.back());
    rig.tabs[i]->say(kBob, chat.back());
    rig.run(50);
  }
  rig.run(500);
  EXPECT_EQ(rig.server.room_got, room);
  EXPECT_EQ(rig.server.bob_got, chat);
  for (const auto& tab : rig.tabs) {
    EXPECT_EQ(bodies(tab->store, kRoom), room);
    EXPECT_EQ(bodies(tab->store, kBob), chat);
    EXPECT_EQ(tab->account.outbox_size(), 0u);
  }
  expect_same_pictures(rig);
  // What becomes of it is seen in all, too.
  const Message& first = rig.tabs[5]->store.find(kBob)->messages.front();
  EXPECT_EQ(first.state, MessageState::Sent);
  rig.server.receipt(first.id);
  rig.run(50);
  for (const auto& tab : rig.tabs)
    EXPECT_EQ(tab->store.find(kBob)->messages.front().state, MessageState::Delivered);
}

TEST(Tabs, ALateOneSeesWhatWasSaidBefore) {
  TabRig rig;
  rig.open();
  rig.run(300);
  rig.server.bob_says("one");
  rig.server.room_says("two");
  rig.run(50);
  rig.tabs[0]->say(kBob, "three");
  rig.tabs[0]->say(kRoom, "four");
  rig.server.bob_is("away");
  rig.run(500);
  const auto asked = rig.server.asked;
  rig.open();
  rig.run(300);
  EXPECT_EQ(bodies(rig.tabs[1]->store, kBob), (std::vector<std::string>{"one", "three"}));
  EXPECT_EQ(bodies(rig.tabs[1]->store, kRoom), (std::vector<std::string>{"two", "four"}));
  EXPECT_EQ(rig.tabs[1]->store.find(kRoom)->subject, "of it all");
  EXPECT_EQ(rig.server.asked, asked);
  expect_same_pictures(rig);
}

// Its archive has them only once the server has.
TEST(Tabs, ALateOneSeesWhatIsOnItsWay) {
  TabRig rig;
  rig.open();
  rig.run(300);
  rig.server.bob_says("one");
  rig.run(50);
  rig.network.last().on_sent = [](const std::string&) {};  // it goes nowhere
  for (const char* body : {"two", "three"}) rig.tabs[0]->say(kBob, body);
  rig.run(50);
  rig.open();
  rig.run(300);
  rig.tabs[0]->say(kBob, "four");
  rig.run(50);
  const std::vector<std::string> all{"one", "two", "three", "four"};
  EXPECT_EQ(bodies(rig.tabs[1]->store, kBob), all);
  rig.server.line.drop();
  rig.run(60000);
  EXPECT_EQ(bodies(rig.tabs[1]->store, kBob), all);
  EXPECT_EQ(rig.server.bob_got, (std::vector<std::string>{"two", "three", "four"}));
  expect_same_pictures(rig);
}

TEST(Tabs, ReadingAndDraftsAgree) {
  TabRig rig;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.server.bob_says("look");
  rig.server.bob_says("here");
  rig.run(50);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.find(kBob)->unread, 2);
  EXPECT_EQ(rig.server.asked["received"], 2) << "each message is received once, not three times";
  rig.tabs[2]->account.dispatch(MarkRead{kBob});
  rig.run(50);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.find(kBob)->unread, 0);
  EXPECT_EQ(rig.server.asked["displayed"], 1);
  // Somebody looks at it in one tab: no other counts.
  rig.tabs[1]->store.set_watched(kBob);
  rig.server.bob_says("again");
  rig.run(50);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.find(kBob)->unread, 0);
  rig.tabs[0]->account.dispatch(Typing{kBob, true, "half a sen"});
  rig.run(500);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.find(kBob)->draft, "half a sen");
  rig.tabs[1]->store.set_watched(Jid());
  rig.server.bob_says("unread by anybody");
  rig.run(50);
  rig.open();  // and who comes later knows
  rig.run(300);
  EXPECT_EQ(rig.tabs[3]->store.find(kBob)->unread, 1);
  EXPECT_EQ(rig.tabs[3]->store.find(kBob)->draft, "half a sen");
  expect_same_pictures(rig);
}

TEST(Tabs, RoomsAreEnteredAndLeftInAll) {
  TabRig rig;
  rig.room = false;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.tabs[2]->account.dispatch(JoinRoom{kRoom, "Al", ""});
  rig.run(200);
  EXPECT_EQ(rig.server.asked["join"], 1);
  for (const auto& tab : rig.tabs) {
    ASSERT_NE(tab->store.find(kRoom), nullptr);
    EXPECT_EQ(tab->store.find(kRoom)->room_state, RoomState::In);
  }
  expect_same_pictures(rig);
  rig.tabs[1]->account.dispatch(LeaveRoom{kRoom});
  rig.run(200);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.find(kRoom)->room_state, RoomState::Out);
}

TEST(Tabs, LeaderGoesAndAnotherResumesWithinASecond) {
  TabRig rig;
  for (int i = 0; i < 4; ++i) rig.open();
  rig.run(500);
  const Jid before = rig.tabs[1]->client.session().jid();
  rig.kill(rig.leader());
  rig.tabs[2]->say(kRoom, "while nobody leads");
  const int64_t gone = rig.clock.monotonic_ms();
  while (rig.leaders() == 0 && rig.clock.monotonic_ms() - gone < 2000) rig.run(5);
  EXPECT_LT(rig.clock.monotonic_ms() - gone, 1000);
  rig.run(300);
  EXPECT_EQ(rig.leaders(), 1u);
  EXPECT_EQ(rig.server.line.resumptions, 1);
  EXPECT_EQ(rig.server.asked["join"], 1);
  EXPECT_TRUE(rig.server.flaps.empty());
  EXPECT_EQ(rig.server.room_got, std::vector<std::string>{"while nobody leads"});
  for (const auto& tab : rig.tabs) {
    EXPECT_EQ(tab->client.session().jid(), before);
    EXPECT_EQ(tab->lost, 0) << "nobody need notice";
    EXPECT_EQ(tab->bound, 1);
  }
  expect_same_pictures(rig);
}

TEST(Tabs, EachTabAloneWhereNothingMayBeShared) {
  TabRig rig;
  auto off = TabRig::config();
  off.share = false;
  rig.open(off);
  rig.run(300);
  auto other = TabRig::config();
  other.share_namespace = "another site";
  rig.open(other);
  rig.run(300);
  auto wrong = TabRig::config();
  wrong.password = "guessed";
  rig.open(wrong);
  rig.run(300);
  EXPECT_EQ(rig.server.line.logins, 2);
  EXPECT_EQ(rig.leaders(), 2u);
  EXPECT_EQ(rig.tabs[2]->client.session().state(), xmpp::SessionState::Closed)
      << "a wrong password does not open the session of who knows the right one";
}

TEST(Tabs, WhatIsKeptOfALoginOpensTheSessionAndAWrongPasswordDoesNot) {
  TabRig rig;
  auto typed = TabRig::config(), kept = typed, strange = typed, wrong = typed;
  typed.user_agent_id = kept.user_agent_id = wrong.user_agent_id = "this browser";
  kept.password.clear();
  strange.password.clear();
  wrong.password = "guessed";
  rig.open(wrong);
  rig.run(300);
  rig.open(typed);
  rig.run(300);
  EXPECT_EQ(rig.tabs[0]->client.session().state(), xmpp::SessionState::Closed);
  ASSERT_TRUE(rig.tabs[1]->online());
  rig.open(kept);
  rig.open(strange);
  rig.run(300);
  EXPECT_EQ(rig.server.line.logins, 1);
  EXPECT_TRUE(rig.tabs[2]->client.session().follows() && rig.tabs[2]->online());
  EXPECT_EQ(rig.tabs[3]->client.session().last_failure().condition, "no-credentials");
}

TEST(Tabs, TheFailureOfWhoWasFirstIsNotThatOfTheOthers) {
  TabRig rig;
  auto wrong = TabRig::config(), right = wrong;
  wrong.auth = right.auth = xmpp::AuthMethod::Token;
  wrong.token_mechanism = right.token_mechanism = "X-OAUTH2";
  rig.server.line.mechanisms = {"X-OAUTH2"};
  wrong.token = "expired";
  right.token = rig.server.line.token = "fresh";
  rig.open(wrong);
  for (int i = 0; i < 2; ++i) rig.open(right);
  rig.run(1000);
  EXPECT_EQ(rig.tabs[0]->client.session().last_failure().code, "token-refused");
  EXPECT_TRUE(rig.tabs[1]->online() && rig.tabs[2]->online());
  EXPECT_EQ(rig.server.line.logins, 1);
}

TEST(Tabs, LoggingOutEndsItForAll) {
  TabRig rig;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.tabs[1]->account.dispatch(Logout{});
  rig.run(300);
  for (const auto& tab : rig.tabs) {
    EXPECT_EQ(tab->client.session().state(), xmpp::SessionState::Closed);
    EXPECT_TRUE(tab->store.conversations().empty());
    tab->client.session().retry_now(true);
  }
  rig.run(300);
  EXPECT_EQ(rig.server.line.logins, 1) << "no tab keeps the password";
}

TEST(Tabs, AWidgetThatGoesLeavesTheStreamToTheOthers) {
  TabRig rig;
  for (int i = 0; i < 2; ++i) rig.open();
  rig.run(500);
  const size_t leader = rig.leader();
  rig.tabs[leader]->client.session().leave();
  rig.run(300);
  EXPECT_TRUE(rig.tabs[1 - leader]->leads());
  EXPECT_EQ(rig.server.line.resumptions, 1);
  rig.tabs[1 - leader]->client.session().leave();  // the last one says goodbye
  rig.run(100);
  EXPECT_NE(rig.server.line.frames.back().find("<close"), std::string::npos);
}

TEST(Tabs, ActiveWhileAnyIsLookedAt) {
  TabRig rig;
  rig.server.line.csi = true;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.tabs[0]->account.dispatch(SetActive{false});
  rig.tabs[1]->account.dispatch(SetActive{false});
  rig.run(50);
  EXPECT_EQ(rig.server.line.csi_inactive, 0);
  EXPECT_FALSE(rig.tabs[0]->client.session().speaks());
  EXPECT_TRUE(rig.tabs[2]->client.session().speaks());
  rig.tabs[2]->account.dispatch(SetActive{false});
  rig.run(50);
  EXPECT_EQ(rig.server.line.csi_inactive, 1);
  EXPECT_TRUE(rig.tabs[rig.leader()]->client.session().speaks());
}

TEST(Tabs, APasswordThatWasChangedInOneIsTheOneOfAll) {
  for (const size_t where : {size_t{0}, size_t{2}, size_t{3}}) {
    TabRig rig;
    rig.server.line.sasl2.on = where == 3;  // then what is kept is a token
    for (int i = 0; i < 3; ++i) rig.open();
    rig.run(500);
    ASSERT_TRUE(rig.tabs[0]->leads());
    std::string error = "no answer";
    rig.tabs[std::min(where, size_t{2})]->account.dispatch(
        ChangePassword{"other", [&](const std::string& e) { error = e; }});
    rig.run(500);
    EXPECT_EQ(error, "");
    EXPECT_EQ(rig.server.line.password, "other");
    EXPECT_EQ(rig.server.line.resumptions, 1) << "what is kept for coming back is made anew";
    for (const auto& tab : rig.tabs) EXPECT_EQ(tab->lost, 0) << "nobody noticed";
    rig.tabs[0]->say(kBob, "one");
    // Whoever comes by now knows the new one, and no other.
    auto c = TabRig::config();
    c.password = "other";
    rig.open(c);
    rig.open();
    rig.run(500);
    EXPECT_TRUE(rig.tabs[3]->online() && rig.tabs[3]->client.session().follows());
    EXPECT_EQ(rig.tabs[4]->client.session().last_failure().code, "auth-failed");
    for (int i = 0; i < 4; ++i) {  // each leads once
      rig.kill(rig.leader());
      rig.run(500);
      ASSERT_LT(rig.leader(), rig.tabs.size()) << i;
      if (rig.tabs.size() == 2) break;
      rig.tabs[rig.leader()]->say(kBob, "again");
      rig.run(500);
    }
    EXPECT_EQ(rig.server.bob_got, (std::vector<std::string>{"one", "again", "again"}));
    EXPECT_TRUE(rig.server.flaps.empty());
  }
}

TEST(Tabs, ARequestThatWasAnsweredInOneIsGoneFromAll) {
  TabRig rig;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.server.suggests("dora@example.org");
  rig.server.suggests("emil@example.org");
  rig.run(50);
  for (const auto& tab : rig.tabs) ASSERT_EQ(tab->store.requests().size(), 2u);
  rig.tabs[1]->account.dispatch(AnswerRequest{0, false});
  rig.run(50);
  for (const auto& tab : rig.tabs) {
    ASSERT_EQ(tab->store.requests().size(), 1u);
    EXPECT_EQ(tab->store.requests()[0].items[0].jid.str(), "emil@example.org");
  }
  rig.server.suggests("fred@example.org");  // who was declined is not heard again, anywhere
  rig.run(50);
  for (const auto& tab : rig.tabs) EXPECT_EQ(tab->store.requests().size(), 1u);
  rig.tabs[2]->account.dispatch(AnswerRequest{0, true});
  rig.run(50);
  for (const auto& tab : rig.tabs) EXPECT_TRUE(tab->store.requests().empty());
}

}  // namespace
}  // namespace confab::chat
