// SPDX-License-Identifier: MIT
// Store: single messages: doubles, states, corrections.
#include <gmock/gmock.h>

#include "store_fixture.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using xmpp::MessageVia;

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

// A counter comes to the same id again, a random number does not; the clock may have been set
// between.
TEST_F(StoreMessages, ALongIdComesOnceWhateverTheClockSays) {
  for (const std::string id : {"7", "a0b45d4c7342950346b706af48459dd1"}) {
    auto e = text("ann@there.example/pda", "hi " + id, id, now());
    store.apply(e);
    e.stamp_ms += 3600000;
    store.apply(e);
  }
  EXPECT_EQ(ann().messages.size(), 3u);
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
  auto fix =
      room_text("room@rooms.example/Bobby", "fixed", "5", now());  // the same person, renamed
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

}  // namespace
}  // namespace confab::chat
