// SPDX-License-Identifier: MIT
// Store: single messages: doubles, states, corrections, unread, typing, hostile input.
#include <gmock/gmock.h>

#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");

struct StoreMessages : testing::Test {
  StoreMessages() : store(clock, {}) {
    store.set_self(jid("me@here.example"));
    listener = store.on_change.connect([this](const Change& c) { changes.push_back(c); });
  }
  void room(RoomState state = RoomState::In) {
    store.open(kRoom, ConversationKind::Room);
    store.set_room(kRoom, state, "Me");
  }
  void say(const std::string& body, const std::string& id) {
    store.apply(text("ann@there.example/pda", body, id, now()));
  }
  int64_t now() { return clock.wall_ms(); }
  const Conversation& ann() { return *store.find(kAnn); }
  const Conversation& the_room() { return *store.find(kRoom); }
  MessageKey own(const Jid& to, const std::string& body, const std::string& id) {
    Message m;
    m.body = body;
    m.id = m.origin_id = id;
    return store.add_own(to, m);
  }
  MessageState state_of(const Jid& where, MessageKey key) {
    return store.find_message(where, key)->state;
  }
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  Store store;
  std::vector<Change> changes;
  Connection listener;
};

TEST_F(StoreMessages, AMessageOpensAConversation) {
  say("hello", "1");
  ASSERT_EQ(store.conversations().size(), 1u);
  EXPECT_EQ(ann().unread, 1);
  EXPECT_EQ(store.total_unread(), 1);
  EXPECT_EQ(ann().messages[0].sender, "ann");
  EXPECT_EQ(ann().first_unread, ann().messages[0].key);
  EXPECT_EQ(store.index_of(ann(), ann().messages[0].key), 0u);
  EXPECT_EQ(store.messages_held(), 1u);
}

TEST_F(StoreMessages, TheSameMessageComesOnce) {
  auto e = text("ann@there.example/pda", "hello", "1", now());
  e.stanza_id = "arch-1";
  store.apply(e);
  e.via = MessageVia::Carbon;
  store.apply(e);
  e.stanza_id.clear();
  store.apply(e);
  e.via = MessageVia::Archive;
  e.stanza_id = "arch-1";
  store.apply(e);
  EXPECT_EQ(ann().messages.size(), 1u);
  EXPECT_EQ(ann().unread, 1);
  // Somebody else's equal ids are another message.
  store.apply(text("bob@there.example/x", "hello", "1", now()));
  EXPECT_EQ(store.find(jid("bob@there.example"))->messages.size(), 1u);
}

TEST_F(StoreMessages, AReusedIdWithOtherWordsIsAnotherMessage) {
  say("one", "1");
  say("two", "1");
  EXPECT_THAT(bodies(ann()), ElementsAre("one", "two"));
  timers.advance(3600 * 1000);
  say("two", "1");  // a counter that began anew, an hour later
  EXPECT_EQ(ann().messages.size(), 3u);
}

TEST_F(StoreMessages, ResentUnderOneOriginIdIsOneMessage) {
  auto e = text("ann@there.example/pda", "hello", "1", now());
  e.origin_id = "o";
  e.stanza_id = "a1";
  store.apply(e);
  e.stanza_id = "a2";
  store.apply(e);
  EXPECT_EQ(ann().messages.size(), 1u);
}

TEST_F(StoreMessages, WithoutAnyIdHistoryIsRecognisedByItsWords) {
  room();
  store.apply(room_text("room@rooms.example/Bot", "ping", "", now()));
  auto copy = room_text("room@rooms.example/Bot", "ping", "", now() + 1500);
  copy.via = MessageVia::MucHistory;
  copy.delayed = true;
  store.apply(copy);
  EXPECT_EQ(the_room().messages.size(), 1u);
  store.apply(room_text("room@rooms.example/Bot", "ping", "", now()));  // said again
  EXPECT_EQ(the_room().messages.size(), 2u);
}

TEST_F(StoreMessages, AReflectionSettlesTheOptimisticOneWhereItStands) {
  room();
  const MessageKey mine = own(kRoom, "mine", "x1");
  EXPECT_EQ(state_of(kRoom, mine), MessageState::Pending);
  store.apply(room_text("room@rooms.example/Bob", "his", "b", now()));
  auto reflected = room_text("room@rooms.example/Me", "mine", "x1", now());
  reflected.outgoing = true;
  reflected.origin_id = "x1";
  reflected.stanza_id = "s9";
  store.apply(reflected);
  EXPECT_THAT(bodies(the_room()), ElementsAre("mine", "his"));
  const Message& m = the_room().messages[0];
  EXPECT_EQ(m.state, MessageState::Sent);
  EXPECT_EQ(m.stanza_id, "s9");
  EXPECT_TRUE(m.own);
  EXPECT_EQ(m.key, mine);
}

TEST_F(StoreMessages, AnotherOccupantCannotSettleOurMessage) {
  room();
  const MessageKey mine = own(kRoom, "mine", "x1");
  store.apply(room_text("room@rooms.example/Eve", "mine", "x1", now()));
  EXPECT_EQ(state_of(kRoom, mine), MessageState::Pending);
  EXPECT_EQ(the_room().messages.size(), 2u);
}

TEST_F(StoreMessages, StatesOnlyMoveForward) {
  const MessageKey key = own(kAnn, "hi", "x1");
  store.apply(xmpp::ReceiptEvent{jid("ann@there.example/pda"), "x1", true});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Displayed);
  store.apply(xmpp::ReceiptEvent{jid("ann@there.example/pda"), "x1", false});
  store.apply(xmpp::MessageSentEvent{"x1"});
  store.set_message_state(kAnn, key, MessageState::Sent);
  store.apply(xmpp::MessageErrorEvent{jid("ann@there.example"), "x1", {"forbidden"}});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Displayed);
}

TEST_F(StoreMessages, AcknowledgedThenDeliveredThenDisplayed) {
  const MessageKey key = own(kAnn, "hi", "x1");
  store.apply(xmpp::MessageSentEvent{"x1"});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Sent);
  store.apply(xmpp::ReceiptEvent{jid("ann@there.example/pda"), "x1", false});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Delivered);
}

TEST_F(StoreMessages, AMarkerCountsForAllBefore) {
  std::vector<MessageKey> keys;
  for (int i = 0; i < 4; ++i) {
    keys.push_back(own(kAnn, "m", "x" + std::to_string(i)));
    if (i != 1) store.apply(xmpp::MessageSentEvent{"x" + std::to_string(i)});
  }
  store.apply(xmpp::ReceiptEvent{jid("ann@there.example/pda"), "x2", true});
  EXPECT_EQ(state_of(kAnn, keys[0]), MessageState::Displayed);
  EXPECT_EQ(state_of(kAnn, keys[1]), MessageState::Pending);
  EXPECT_EQ(state_of(kAnn, keys[2]), MessageState::Displayed);
  EXPECT_EQ(state_of(kAnn, keys[3]), MessageState::Sent);
}

TEST_F(StoreMessages, OnlyThePeerCanReceiptOrBounce) {
  const MessageKey key = own(kAnn, "hi", "x1");
  store.apply(xmpp::MessageSentEvent{"x1"});
  store.apply(text("eve@evil.example/x", "hey", "e", now()));
  store.apply(xmpp::ReceiptEvent{jid("eve@evil.example/x"), "x1", true});
  store.apply(xmpp::MessageErrorEvent{jid("eve@evil.example/x"), "x1", {"gone"}});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Sent);
  store.apply(xmpp::MessageErrorEvent{jid("ann@there.example"), "x1", {"service-unavailable"}});
  EXPECT_EQ(state_of(kAnn, key), MessageState::Failed);
  EXPECT_EQ(store.find_message(kAnn, key)->failure, "service-unavailable");
}

TEST_F(StoreMessages, CarbonsOfOurOtherDeviceAreOursAndRead) {
  say("question", "1");
  xmpp::MessageEvent e = text("me@here.example/phone", "answer", "p1", now());
  e.to = jid("ann@there.example");
  e.outgoing = true;
  e.via = MessageVia::Carbon;
  store.apply(e);
  store.apply(e);
  EXPECT_THAT(bodies(ann()), ElementsAre("question", "answer"));
  EXPECT_TRUE(ann().messages[1].own);
  EXPECT_EQ(ann().unread, 0);
}

TEST_F(StoreMessages, CorrectionsReplaceTheWordsOfTheSameSender) {
  say("helo", "1");
  auto fix = text("ann@there.example/other", "hello", "2", now());
  fix.replaces_id = "1";
  store.apply(fix);
  EXPECT_THAT(bodies(ann()), ElementsAre("hello"));
  EXPECT_TRUE(ann().messages[0].corrected);
  EXPECT_EQ(ann().unread, 1);
  fix.id = "3";
  fix.body = "hello!";
  fix.replaces_id = "2";  // names its last correction
  store.apply(fix);
  EXPECT_THAT(bodies(ann()), ElementsAre("hello!"));
  auto old = text("ann@there.example/pda", "helo", "1", now());
  old.via = MessageVia::Archive;
  old.stanza_id = "a1";
  store.apply(old);  // the original, from the archive
  fix.id = "2";
  fix.body = "hello";
  fix.replaces_id = "1";
  store.apply(fix);  // the first correction, once more
  EXPECT_THAT(bodies(ann()), ElementsAre("hello!"));
}

TEST_F(StoreMessages, NobodyCorrectsWhatIsNotTheirs) {
  const MessageKey mine = own(kAnn, "mine", "x1");
  auto forged = text("ann@there.example/pda", "forged", "f", now());
  forged.replaces_id = "x1";
  store.apply(forged);
  EXPECT_EQ(store.find_message(kAnn, mine)->body, "mine");

  room();
  auto real = room_text("room@rooms.example/Bob", "real", "1", now());
  real.occupant_id = "occ-bob";
  store.apply(real);
  forged = room_text("room@rooms.example/Eve", "forged", "2", now());
  forged.replaces_id = "1";
  store.apply(forged);
  forged.from = jid("room@rooms.example/Bob");  // took over the nick
  forged.occupant_id = "occ-eve";
  forged.id = "3";
  store.apply(forged);
  forged.occupant_id.clear();
  forged.id = "4";
  store.apply(forged);
  EXPECT_EQ(the_room().messages[0].body, "real");
  auto fix = room_text("room@rooms.example/Bobby", "fixed", "5", now());  // the same person, renamed
  fix.occupant_id = "occ-bob";
  fix.replaces_id = "1";
  store.apply(fix);
  EXPECT_EQ(the_room().messages[0].body, "fixed");
}

TEST_F(StoreMessages, ACorrectionThatComesFirstWaitsForItsOriginal) {
  auto fix = text("ann@there.example/pda", "right", "2", now());
  fix.replaces_id = "1";
  store.apply(fix);
  EXPECT_THAT(bodies(ann()), ElementsAre("right"));
  auto original = text("ann@there.example/pda", "wrong", "1", now() - 60000);
  original.via = MessageVia::Archive;
  original.delayed = true;
  original.stanza_id = "a1";
  store.apply(original);
  EXPECT_THAT(bodies(ann()), ElementsAre("right"));
  EXPECT_TRUE(ann().messages[0].corrected);
  EXPECT_EQ(ann().messages[0].id, "1");
  store.apply(fix);
  EXPECT_EQ(ann().messages.size(), 1u);
}

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

TEST_F(StoreMessages, HostileTextIsCutAndCleaned) {
  StoreOptions small;
  small.body_limit_bytes = 10;
  Store tight(clock, small);
  auto e = text("ann@there.example/pda", "123456789\xC3\xA9", "1", now());
  tight.apply(e);
  EXPECT_EQ(tight.find(kAnn)->messages[0].body, "123456789");
  e.body = "a\xFF" "b";
  e.id = "2";
  tight.apply(e);
  EXPECT_EQ(tight.find(kAnn)->messages[1].body, "a\xEF\xBF\xBD" "b");
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
