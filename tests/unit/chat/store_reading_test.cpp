// SPDX-License-Identifier: MIT
// Store: unread, typing, limits, hostile input, the list of conversations.
#include <gmock/gmock.h>

#include "store_fixture.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

TEST_F(StoreMessages, UnreadMentionsAndTheDivider) {
  room();
  store.apply(room_text("room@rooms.example/Bob", "one", "1", now()));
  store.apply(room_text("room@rooms.example/Bob", "hi ME!", "2", now()));
  EXPECT_EQ(the_room().unread, 2);
  EXPECT_EQ(the_room().mentions, 1);
  EXPECT_TRUE(the_room().messages[1].mentions_me);
  store.set_watched(kRoom);
  EXPECT_EQ(the_room().unread, 0);
  EXPECT_EQ(the_room().first_unread, the_room().messages[0].key);  // still shown while it is read
  store.apply(room_text("room@rooms.example/Bob", "me again", "3", now()));
  EXPECT_EQ(the_room().unread, 0);
  EXPECT_EQ(the_room().mentions, 0);
  store.set_watched(Jid());
  EXPECT_EQ(the_room().first_unread, 0u);
  store.apply(room_text("room@rooms.example/Bob", "four", "4", now()));
  EXPECT_EQ(the_room().first_unread, the_room().messages[3].key);
  own(kRoom, "seen", "x");
  EXPECT_EQ(the_room().unread, 0);
  EXPECT_EQ(the_room().first_unread, 0u);
  EXPECT_EQ(store.total_unread(), 0);
}

TEST_F(StoreMessages, WhatWaitedForUsIsUnreadAndWhatWasReadIsNot) {
  auto offline = text("ann@there.example/pda", "while you were away", "1", now() - 5000);
  offline.delayed = true;
  store.apply(offline);
  EXPECT_EQ(ann().unread, 1);
  store.mark_read(kAnn);
  offline.id = "2";
  offline.stamp_ms -= 1000;
  store.apply(offline);
  EXPECT_EQ(ann().unread, 0);
  EXPECT_EQ(ann().messages[0].id, "2");  // by its stamp
  room(RoomState::Joining);
  auto history = room_text("room@rooms.example/Bob", "old", "h", now() - 9000);
  history.via = MessageVia::MucHistory;
  history.delayed = true;
  store.apply(history);
  EXPECT_EQ(the_room().unread, 0);
}

TEST_F(StoreMessages, TypingEndsByTimeByStateAndByAMessage) {
  say("x", "1");
  const Jid from = jid("ann@there.example/pda");
  store.apply(xmpp::ChatStateEvent{from, xmpp::ChatState::Composing});
  EXPECT_EQ(ann().typing.count("ann"), 1u);
  EXPECT_EQ(store.next_typing_expiry(), clock.monotonic_ms() + 30000);
  timers.advance(29999);
  store.expire_typing();
  EXPECT_EQ(ann().typing.size(), 1u);
  timers.advance(1);
  store.expire_typing();
  EXPECT_TRUE(ann().typing.empty());
  EXPECT_EQ(store.next_typing_expiry(), -1);
  store.apply(xmpp::ChatStateEvent{from, xmpp::ChatState::Composing});
  store.apply(xmpp::ChatStateEvent{from, xmpp::ChatState::Paused});
  EXPECT_TRUE(ann().typing.empty());
  store.apply(xmpp::ChatStateEvent{from, xmpp::ChatState::Composing});
  say("done", "2");
  EXPECT_TRUE(ann().typing.empty());
  // A state alone opens nothing, and our own is not shown to us.
  store.apply(xmpp::ChatStateEvent{jid("eve@evil.example/x"), xmpp::ChatState::Composing});
  EXPECT_EQ(store.find(jid("eve@evil.example")), nullptr);
  room();
  store.apply(xmpp::ChatStateEvent{jid("room@rooms.example/Me"), xmpp::ChatState::Composing, true});
  EXPECT_TRUE(the_room().typing.empty());
  for (int i = 0; i < 500; ++i)
    store.apply(xmpp::ChatStateEvent{jid("room@rooms.example/n" + std::to_string(i)),
                                     xmpp::ChatState::Composing, true});
  EXPECT_LE(the_room().typing.size(), 50u);
}

// Tens of thousands of them on one letter stop Chromium for minutes.
TEST_F(StoreMessages, MarksOnOneLetterAreLimited) {
  std::string many = "e", few = "o";
  for (int i = 0; i < 5000; ++i) many += "\u0301";
  for (int i = 0; i < 32; ++i) few += "\u0323";
  store.apply(text("ann@there.example/pda", many + few + "z", "1", now()));
  const std::string& body = ann().messages[0].body;
  EXPECT_EQ(body.size(), 1 + 64 + few.size() + 1);
  EXPECT_TRUE(body.ends_with(few + "z"));
}

TEST_F(StoreMessages, HostileTextIsCutAndCleaned) {
  StoreOptions small;
  small.body_limit_bytes = 10;
  Store tight(clock, small);
  auto e = text("ann@there.example/pda", "123456789\xC3\xA9", "1", now());
  tight.apply(e);
  EXPECT_EQ(tight.find(kAnn)->messages[0].body, "123456789");
  e.body =
      "a\xFF"
      "b";
  e.id = "2";
  tight.apply(e);
  EXPECT_EQ(tight.find(kAnn)->messages[1].body,
            "a\xEF\xBF\xBD"
            "b");
  e.id = std::string(5000, 'x');
  tight.apply(e);
  EXPECT_EQ(tight.find(kAnn)->messages[2].id, "");
}

TEST_F(StoreMessages, StampsFromTheFutureAreNow) {
  auto e = text("ann@there.example/pda", "x", "1", now() + int64_t{400} * 24 * 3600 * 1000);
  store.apply(e);
  EXPECT_EQ(ann().messages[0].stamp_ms, now());
  e.id = "2";
  e.stamp_ms = -5;
  store.apply(e);
  EXPECT_EQ(ann().messages[1].stamp_ms, now());
}

TEST_F(StoreMessages, LimitsHoldAndTheOldestGoes) {
  StoreOptions small;
  small.message_limit_per_conversation = 10;
  small.conversation_limit = 5;
  Store tight(clock, small);
  for (int i = 0; i < 30; ++i)
    tight.apply(text("ann@there.example/pda", "m" + std::to_string(i), std::to_string(i), now()));
  const Conversation* c = tight.find(kAnn);
  ASSERT_EQ(c->messages.size(), 10u);
  EXPECT_EQ(c->messages.front().body, "m20");
  EXPECT_EQ(tight.messages_held(), 10u);
  for (size_t i = 0; i < 10; ++i) EXPECT_EQ(tight.index_of(*c, c->messages[i].key), i);
  tight.set_draft(kAnn, "unfinished");
  for (int i = 0; i < 50; ++i) {
    timers.advance(10);
    tight.apply(text("spam" + std::to_string(i) + "@evil.example/x", "buy", "1", clock.wall_ms()));
  }
  EXPECT_EQ(tight.conversations().size(), 5u);
  EXPECT_NE(tight.find(kAnn), nullptr);  // something of ours is in it
  EXPECT_EQ(tight.total_unread(), 4 + c->unread);
  EXPECT_NE(tight.find(jid("spam49@evil.example")), nullptr);
}

TEST_F(StoreMessages, RoomMessagesNeedARoom) {
  store.apply(room_text("nowhere@rooms.example/Bob", "x", "1", now()));
  EXPECT_EQ(store.conversations().size(), 0u);
  room();
  auto direct = text("room@rooms.example", "notice", "2", now());
  store.apply(direct);
  EXPECT_TRUE(the_room().messages.empty());
  auto priv = text("room@rooms.example/Bob", "psst", "3", now());
  priv.muc_private = true;
  store.apply(priv);
  const Conversation* chat = store.find(jid("room@rooms.example/Bob"));
  ASSERT_NE(chat, nullptr);
  EXPECT_EQ(chat->kind, ConversationKind::RoomPrivate);
  EXPECT_EQ(chat->name, "Bob");
  EXPECT_EQ(chat->messages[0].sender, "Bob");
}

TEST_F(StoreMessages, TheListIsByActivity) {
  say("x", "1");
  timers.advance(1000);
  store.apply(text("bob@there.example/x", "y", "2", now()));
  EXPECT_EQ(store.conversations()[0]->jid, jid("bob@there.example"));
  timers.advance(1000);
  say("z", "3");
  EXPECT_EQ(store.conversations()[0]->jid, kAnn);
  store.close(kAnn);
  EXPECT_EQ(store.conversations().size(), 1u);
  say("back", "4");
  EXPECT_EQ(store.conversations()[0]->jid, kAnn);
  store.clear();
  EXPECT_TRUE(store.conversations().empty());
  EXPECT_EQ(store.total_unread(), 0);
}

}  // namespace
}  // namespace confab::chat
