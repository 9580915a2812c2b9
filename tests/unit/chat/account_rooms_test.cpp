// SPDX-License-Identifier: MIT
// Account: entering rooms, nicknames in conflict, coming back, bookmarks, moderation.
#include <gmock/gmock.h>

#include "counting_server.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");

void fail(AccountBench& b, const std::string& condition) {
  b.service.known.erase(kRoom);  // as the service does
  b.service.emit(xmpp::RoomFailedEvent{kRoom, {condition, "cancel"}});
}
void left(AccountBench& b, xmpp::LeaveReason reason) {
  b.service.known.erase(kRoom);
  b.service.entered.erase(kRoom);
  b.service.emit(xmpp::RoomLeftEvent{kRoom, reason, {}, {}, {}});
}

TEST(AccountRooms, AutoJoinHappensOnceOnBinding) {
  AccountOptions options;
  options.auto_join_rooms = {{kRoom, "", "secret", 0}};
  options.auto_join_chats = {kAnn};
  AccountBench b(options);
  b.guest();
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Joining);
  EXPECT_THAT(b.service.joins, IsEmpty());
  b.service.bound();
  ASSERT_EQ(b.service.joins.size(), 1u);
  EXPECT_EQ(b.service.joins[0].password, "secret");
  EXPECT_EQ(b.service.joins[0].nick, b.account.default_nick());
  EXPECT_NE(b.store.find(kAnn), nullptr);
  b.service.enter(kRoom, b.account.default_nick());
  b.service.lost();
  b.service.resumed();
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::In);
  b.service.lost();
  b.service.bound();  // the service enters again by itself
  EXPECT_EQ(b.service.joins.size(), 1u);
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Joining);
  EXPECT_THAT(b.service.bookmarks, IsEmpty());
}

TEST(AccountRooms, ANicknameThatNobodyCouldSeeIsRefused) {
  AccountOptions options;
  options.nickname = "\u200B";
  AccountBench b(options);
  b.guest();
  b.service.bound();
  EXPECT_NE(b.account.default_nick(), "\u200B");
  std::string answer = "none";
  b.account.dispatch(JoinRoom{kRoom, "\u2060 ", "", [&](const std::string& e) { answer = e; }});
  EXPECT_EQ(answer, "bad-nick");
  EXPECT_THAT(b.service.joins, IsEmpty());
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Failed);
  EXPECT_EQ(b.chat(kRoom).room_error, "bad-nick");
  b.account.dispatch(JoinRoom{kRoom, "Ann", "", {}});
  EXPECT_EQ(b.service.joins.size(), 1u);
}

TEST(AccountRooms, AGuestTriesOtherNicknames) {
  AccountBench b;
  b.guest();
  b.service.bound();
  std::string answer = "none";
  b.account.dispatch(JoinRoom{kRoom, "Ann", "", [&](const std::string& e) { answer = e; }});
  fail(b, "conflict");
  EXPECT_EQ(b.service.joins.back().nick, "Ann-2");
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Joining);
  fail(b, "conflict");
  EXPECT_EQ(b.service.joins.back().nick, "Ann-3");
  for (int i = 0; i < 3; ++i) fail(b, "conflict");
  EXPECT_EQ(b.service.joins.size(), 6u);
  EXPECT_EQ(answer, "none");
  fail(b, "conflict");
  EXPECT_EQ(b.service.joins.size(), 6u);
  EXPECT_EQ(answer, "conflict");
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Failed);
}

TEST(AccountRooms, AChosenNicknameInConflictIsSaid) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.account.dispatch(JoinRoom{kRoom, "Ann", ""});
  b.account.dispatch(Send{kRoom, "waiting"});
  fail(b, "conflict");
  EXPECT_EQ(b.service.joins.size(), 1u);
  EXPECT_EQ(b.chat(kRoom).room_error, "conflict");
  EXPECT_EQ(b.chat(kRoom).messages.back().state, MessageState::Failed);
  EXPECT_EQ(b.chat(kRoom).messages.back().failure, "conflict");
  b.account.dispatch(JoinRoom{kRoom, "Anna", ""});
  b.service.enter(kRoom, "Anna");
  EXPECT_EQ(b.chat(kRoom).nick, "Anna");
  b.account.dispatch(ChangeNick{kRoom, "Bea"});
  EXPECT_THAT(b.service.nicks, ElementsAre(Pair("room@rooms.example", "Bea")));
  b.service.emit(xmpp::RoomFailedEvent{kRoom, {"conflict", "cancel"}});
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::In);
}

TEST(AccountRooms, EachRefusalIsKeptWithItsCondition) {
  for (const char* condition : {"not-authorized", "registration-required", "forbidden",
                                "item-not-found", "service-unavailable", "not-allowed"}) {
    AccountBench b;
    b.login();
    b.service.bound();
    std::string answer;
    b.account.dispatch(JoinRoom{kRoom, "", "", [&](const std::string& e) { answer = e; }});
    fail(b, condition);
    EXPECT_EQ(answer, condition);
    EXPECT_EQ(b.chat(kRoom).room_error, condition);
    b.service.timers.advance(600000);
    EXPECT_EQ(b.service.joins.size(), 1u) << condition;
  }
}

TEST(AccountRooms, WhatMayPassIsTriedAgain) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.account.dispatch(JoinRoom{kRoom, "", ""});
  fail(b, "remote-server-timeout");
  b.service.timers.advance(5000);
  EXPECT_EQ(b.service.joins.size(), 2u);
  b.service.enter(kRoom, "me");
  left(b, xmpp::LeaveReason::Shutdown);
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Out);
  b.service.timers.advance(5000);
  EXPECT_EQ(b.service.joins.size(), 3u);
  b.service.enter(kRoom, "me");
  left(b, xmpp::LeaveReason::Banned);
  b.service.timers.advance(600000);
  EXPECT_EQ(b.service.joins.size(), 3u);
  b.service.bound();
  EXPECT_EQ(b.service.joins.size(), 3u);
}

TEST(AccountRooms, LeavingFailsWhatWaitsAndClosesTheChat) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.account.dispatch(JoinRoom{kRoom, "me", ""});
  b.account.dispatch(Send{kRoom, "waiting"});
  b.account.dispatch(CloseChat{kRoom});
  EXPECT_THAT(b.service.leaves, ElementsAre(kRoom));
  EXPECT_EQ(b.account.outbox_size(), 0u);
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Out);
  EXPECT_FALSE(b.chat(kRoom).open);
  b.service.lost();
  b.service.bound();
  EXPECT_EQ(b.service.joins.size(), 1u);
}

TEST(AccountRooms, BookmarksAreFollowedAndKept) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.service.emit(xmpp::BookmarksEvent{
      true,
      {{kRoom, "The Room", "nicky", "", true}, {jid("no@rooms.example"), "", "", "", false}},
      {}});
  ASSERT_EQ(b.service.joins.size(), 1u);
  EXPECT_EQ(b.service.joins[0].nick, "nicky");
  EXPECT_EQ(b.chat(kRoom).name, "The Room");
  EXPECT_TRUE(b.chat(kRoom).autojoin);
  b.service.enter(kRoom, "nicky");
  EXPECT_THAT(b.service.bookmarks, IsEmpty());
  b.service.emit(xmpp::BookmarksEvent{false, {}, {kRoom}});  // left on another device
  EXPECT_EQ(b.chat(kRoom).room_state, RoomState::Out);
  EXPECT_THAT(b.service.bookmarks, IsEmpty());
  const Jid mine = jid("mine@rooms.example");
  b.account.dispatch(JoinRoom{mine, "me", ""});
  b.service.enter(mine, "me");
  ASSERT_EQ(b.service.bookmarks.size(), 1u);
  EXPECT_TRUE(b.service.bookmarks[0].autojoin);
  b.account.dispatch(LeaveRoom{mine});
  ASSERT_EQ(b.service.bookmarks.size(), 2u);
  EXPECT_FALSE(b.service.bookmarks[1].autojoin);
  AccountOptions ignoring;
  ignoring.respect_autojoin = false;
  AccountBench c(ignoring);
  c.login();
  c.service.bound();
  c.service.emit(xmpp::BookmarksEvent{true, {{kRoom, "", "", "", true}}, {}});
  EXPECT_THAT(c.service.joins, IsEmpty());
}

TEST(AccountRooms, ARoomOfTheSitesListIsNoBookmark) {
  for (const bool bookmark : {true, false}) {
    AccountBench b;
    b.login();
    b.service.bound();
    b.account.dispatch(JoinRoom{kRoom, "me", "", {}, bookmark});
    b.service.enter(kRoom, "me");
    EXPECT_EQ(b.service.bookmarks.size(), bookmark ? 1u : 0u);
  }
}

// Who enters a room that was closed opens it again: neither by itself now, nor at the next login.
TEST(AccountRooms, AClosedRoomIsNotEnteredAgain) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.service.emit(xmpp::BookmarksEvent{true, {{kRoom, "Room", "", "", true}}, {}});
  b.service.enter(kRoom, "me");
  const size_t joins = b.service.joins.size();
  left(b, xmpp::LeaveReason::Destroyed);
  b.service.timers.advance(3600 * 1000);
  EXPECT_EQ(b.service.joins.size(), joins);
  ASSERT_EQ(b.service.bookmarks.size(), 1u);
  EXPECT_EQ(b.service.bookmarks[0].room, kRoom);
  EXPECT_FALSE(b.service.bookmarks[0].autojoin);
  b.service.bound();
  EXPECT_EQ(b.service.joins.size(), joins);
}

TEST(AccountRooms, InvitationsWaitOrAreFollowed) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.service.emit(xmpp::InviteEvent{kRoom, kAnn, "come", "pw"});
  ASSERT_EQ(b.store.requests().size(), 1u);
  b.account.dispatch(AnswerRequest{0, true});
  ASSERT_EQ(b.service.joins.size(), 1u);
  EXPECT_EQ(b.service.joins[0].password, "pw");
  b.service.enter(kRoom, "me");
  b.service.emit(xmpp::InviteEvent{kRoom, kAnn, "again", ""});
  EXPECT_THAT(b.store.requests(), IsEmpty());
  AccountOptions eager;
  eager.auto_join_on_invite = true;
  AccountBench c(eager);
  c.login();
  c.service.bound();
  c.service.emit(xmpp::InviteEvent{kRoom, kAnn, "", ""});
  EXPECT_EQ(c.service.joins.size(), 1u);
}

TEST(AccountRooms, ModerationReportsBack) {
  AccountBench b;
  std::vector<std::string> answers;
  const Reply reply = [&](const std::string& e) { answers.push_back(e); };
  b.account.dispatch(Kick{kRoom, "eve", "spam", reply});
  b.service.answer = xmpp::StanzaError{"forbidden"};
  b.account.dispatch(SetAffiliation{kRoom, kAnn, xmpp::Affiliation::Outcast, "", reply});
  b.account.dispatch(Invite{kRoom, kAnn, ""});
  b.account.dispatch(SetSubject{kRoom, "new", reply});
  EXPECT_THAT(answers, ElementsAre("", "forbidden", "forbidden"));
  EXPECT_THAT(b.service.roles, ElementsAre(Pair("eve", xmpp::Role::None)));
  EXPECT_THAT(b.service.affiliations,
              ElementsAre(Pair("ann@there.example", xmpp::Affiliation::Outcast)));
  EXPECT_EQ(b.service.invites.size(), 1u);
  EXPECT_EQ(b.service.subjects.size(), 1u);
}

TEST(AccountRooms, PrivateMessagesGoThroughTheRoom) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.account.dispatch(JoinRoom{kRoom, "me", ""});
  const Jid bob = jid("room@rooms.example/Bob");
  b.account.dispatch(OpenChat{bob});
  b.account.dispatch(Send{bob, "psst"});
  EXPECT_THAT(b.service.sent, IsEmpty());
  b.service.enter(kRoom, "me");
  ASSERT_EQ(b.service.sent.size(), 1u);
  EXPECT_TRUE(b.service.sent[0].muc_private);
  EXPECT_FALSE(b.service.sent[0].groupchat);
  EXPECT_EQ(b.service.sent[0].to, bob);
}

TEST(AccountRooms, AClosedSessionHandsRoomsOverAnew) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.account.dispatch(JoinRoom{kRoom, "me", ""});
  b.service.enter(kRoom, "me");
  b.service.closed();
  EXPECT_THAT(b.service.known, IsEmpty());
  EXPECT_NE(b.chat(kRoom).room_error, "left");
  b.login();
  b.service.bound();
  EXPECT_EQ(b.service.joins.size(), 2u);
}

}  // namespace
}  // namespace confab::chat
