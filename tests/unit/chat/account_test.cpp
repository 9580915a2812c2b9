// SPDX-License-Identifier: MIT
// Account: logging in and out, chats, typing, receipts, contacts.
#include <gmock/gmock.h>

#include "counting_server.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using xmpp::ChatState;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");

void befriend(AccountBench& b, const Jid& who, const std::string& subscription = "both") {
  b.service.emit(xmpp::RosterEvent{false, {{who, "", subscription, "", {}}}});
}
xmpp::MessageEvent asking(const std::string& from, const std::string& id) {
  auto e = text(from, "hello " + id, id, platform::FakeClock::kEpoch);
  e.receipt_requested = e.markable = true;
  return e;
}
std::vector<ChatState> said(const FakeService& s) {
  std::vector<ChatState> out;
  for (const auto& each : s.states) out.push_back(each.state);
  return out;
}

TEST(Account, ADeadLineKeepsTheConversationAndAnotherPersonGetsNone) {
  AccountBench b;
  b.login();
  EXPECT_EQ(b.store.self(), jid("me@here.example"));
  EXPECT_EQ(b.service.presences, 1);
  b.service.bound();
  b.service.emit(text("ann@there.example/x", "hi", "1", b.service.clock.wall_ms()));
  b.service.closed();
  b.login();
  EXPECT_NE(b.store.find(kAnn), nullptr);
  b.login("other@here.example");
  EXPECT_EQ(b.store.find(kAnn), nullptr);
  EXPECT_EQ(b.store.self(), jid("other@here.example"));
}

TEST(Account, LogoutForgetsEverythingAndSaysSo) {
  AccountBench b;
  b.login();
  std::string answer;
  b.account.dispatch(Send{kAnn, "unsent", [&](const std::string& e) { answer = e; }});
  b.account.dispatch(Typing{kAnn, true, "draft"});
  b.service.timers.advance(1000);
  EXPECT_EQ(b.storage.values.size(), 1u);
  b.account.dispatch(Logout{});
  EXPECT_EQ(answer, "cancelled");
  EXPECT_THAT(b.store.conversations(), IsEmpty());
  EXPECT_THAT(b.storage.values, IsEmpty());
  EXPECT_EQ(b.account.outbox_size(), 0u);
  EXPECT_TRUE(b.store.self().empty());
}

// Servers end the stream over it, and it would be sent again by the next one, and the next.
TEST(Account, WhatIsTooLongIsNotSentAndHoldsNothingUp) {
  AccountBench b;
  b.login();
  b.service.bound();
  std::string answer;
  const auto done = [&](const std::string& e) { answer = e; };
  b.account.dispatch(Send{kAnn, std::string(20000, '&'), done});  // five times as much when escaped
  EXPECT_EQ(answer, "too-large");
  EXPECT_EQ(b.account.outbox_size(), 0u);
  const Message& m = b.chat(kAnn).messages.back();
  EXPECT_EQ(m.state, MessageState::Failed);
  EXPECT_EQ(m.body.size(), 20000u);
  b.account.dispatch(Retry{kAnn, m.key});
  EXPECT_EQ(b.chat(kAnn).messages.back().state, MessageState::Failed);
  b.account.dispatch(Send{kAnn, std::string(60000, 'x')});
  EXPECT_EQ(b.account.outbox_size(), 1u);
}

TEST(Account, ConnectionStateReachesTheStore) {
  AccountBench b;
  b.service.session_.on_state.emit(xmpp::SessionState::Connecting);
  EXPECT_EQ(b.store.connection(), xmpp::SessionState::Connecting);
}

TEST(Account, DraftsSurviveAndRefusedStorageDoesNotHurt) {
  AccountBench b;
  b.login();
  b.account.dispatch(OpenChat{kAnn});
  b.account.dispatch(Typing{kAnn, true, "half a sen"});
  b.account.dispatch(Typing{kAnn, true, "half a sentence"});
  EXPECT_EQ(b.chat(kAnn).draft, "half a sentence");
  EXPECT_THAT(b.storage.values, IsEmpty());  // not at every key
  b.service.timers.advance(1000);
  ASSERT_EQ(b.storage.values.size(), 1u);
  {
    Store store(b.service.clock, {});
    Account again(b.service, store, b.service.clock, b.service.timers, b.storage, {});
    xmpp::SessionConfig config;
    config.jid = jid("me@here.example");
    config.websocket_url = "ws://127.0.0.1:1/";
    again.dispatch(Login{config});
    again.dispatch(OpenChat{kAnn});
    EXPECT_EQ(store.find(kAnn)->draft, "half a sentence");
  }
  b.account.dispatch(Send{kAnn, "half a sentence"});
  EXPECT_EQ(b.chat(kAnn).draft, "");
  EXPECT_THAT(b.storage.values, IsEmpty());
  b.storage.refuse = true;
  b.account.dispatch(Typing{kAnn, true, "x"});
  b.service.timers.advance(1000);
  EXPECT_EQ(b.chat(kAnn).draft, "x");
}

TEST(Account, NicknamesComeFromOptionsTheAccountOrChance) {
  AccountBench b;
  b.login();
  EXPECT_EQ(b.account.default_nick(), "me");
  AccountBench guest;
  guest.guest();
  const std::string nick = guest.account.default_nick();
  EXPECT_EQ(nick.substr(0, 5), "Guest");
  EXPECT_EQ(nick.size(), 9u);
  EXPECT_EQ(guest.account.default_nick(), nick);
  AccountOptions options;
  options.nickname = "Visitor";
  AccountBench named(options);
  named.guest();
  EXPECT_EQ(named.account.default_nick(), "Visitor");
}

TEST(Account, TypingSaysComposingOncePausedAndActive) {
  AccountBench b;
  b.login();
  b.service.bound();
  befriend(b, kAnn);
  b.account.dispatch(OpenChat{kAnn});
  b.account.dispatch(Typing{kAnn, true, "h"});
  EXPECT_THAT(b.service.states, IsEmpty());  // nobody there to see it
  b.service.emit(xmpp::PresenceEvent{jid("ann@there.example/x"), xmpp::Show::Online, "", 0});
  for (const char* draft : {"he", "hel", "hell"}) b.account.dispatch(Typing{kAnn, true, draft});
  EXPECT_THAT(said(b.service), ElementsAre(ChatState::Composing));
  b.service.timers.advance(4999);
  EXPECT_EQ(b.service.states.size(), 1u);
  b.service.timers.advance(1);
  EXPECT_THAT(said(b.service), ElementsAre(ChatState::Composing, ChatState::Paused));
  b.account.dispatch(Typing{kAnn, true, "hello"});
  b.account.dispatch(Send{kAnn, "hello"});  // carries "active" itself
  b.service.timers.advance(10000);
  EXPECT_EQ(b.service.states.size(), 3u);
  b.account.dispatch(Typing{kAnn, true, "x"});
  b.account.dispatch(Typing{kAnn, false, ""});
  EXPECT_THAT(said(b.service).back(), ChatState::Active);
  AccountOptions silent;
  silent.send_typing = false;
  AccountBench s(silent);
  s.login();
  s.service.bound();
  befriend(s, kAnn);
  s.service.emit(xmpp::PresenceEvent{jid("ann@there.example/x"), xmpp::Show::Online, "", 0});
  s.account.dispatch(OpenChat{kAnn});
  s.account.dispatch(Typing{kAnn, true, "h"});
  EXPECT_THAT(s.service.states, IsEmpty());
}

TEST(Account, TypingInARoomOnlyWithAVoice) {
  for (const auto role : {xmpp::Role::Visitor, xmpp::Role::Participant}) {
    AccountBench b;
    b.login();
    b.service.bound();
    b.account.dispatch(JoinRoom{kRoom, "me", ""});
    b.account.dispatch(Typing{kRoom, true, "h"});
    EXPECT_THAT(b.service.states, IsEmpty());
    b.service.enter(kRoom, "me", role);
    b.account.dispatch(Typing{kRoom, true, "he"});
    EXPECT_EQ(b.service.states.size(), role == xmpp::Role::Participant ? 1u : 0u);
  }
}

TEST(Account, ReceiptsGoToThoseWhoMayKnow) {
  AccountBench b;
  b.login();
  b.service.bound();
  b.service.emit(asking("ann@there.example/x", "1"));  // a stranger
  EXPECT_THAT(b.service.receipts, IsEmpty());
  befriend(b, kAnn, "from");
  b.service.emit(asking("ann@there.example/x", "2"));
  ASSERT_EQ(b.service.receipts.size(), 1u);
  EXPECT_EQ(b.service.receipts[0].to, jid("ann@there.example/x"));
  EXPECT_EQ(b.service.receipts[0].id, "2");
  EXPECT_FALSE(b.service.receipts[0].displayed);
  auto carbon = asking("ann@there.example/x", "3");
  carbon.via = xmpp::MessageVia::Carbon;
  b.service.emit(carbon);
  EXPECT_EQ(b.service.receipts.size(), 1u);
  const Jid bob = jid("bob@there.example");
  b.account.dispatch(Send{bob, "we wrote first"});
  b.service.emit(asking("bob@there.example/x", "4"));
  EXPECT_EQ(b.service.receipts.size(), 2u);
}

TEST(Account, DisplayedIsSaidWhenReadAndOnce) {
  AccountBench b;
  b.login();
  b.service.bound();
  befriend(b, kAnn);
  b.service.emit(asking("ann@there.example/x", "1"));
  b.service.emit(asking("ann@there.example/x", "2"));
  b.service.receipts.clear();
  b.account.dispatch(MarkRead{kAnn});
  b.account.dispatch(MarkRead{kAnn});
  ASSERT_EQ(b.service.receipts.size(), 1u);
  EXPECT_TRUE(b.service.receipts[0].displayed);
  EXPECT_EQ(b.service.receipts[0].id, "2");
  b.store.set_watched(kAnn);
  b.service.receipts.clear();
  b.service.emit(asking("ann@there.example/x", "3"));
  ASSERT_EQ(b.service.receipts.size(), 2u);  // received, and seen at once
  EXPECT_TRUE(b.service.receipts[1].displayed);
}

TEST(Account, ContactsAreAskedAnsweredAndRemoved) {
  AccountBench b;
  b.login();
  b.service.bound();
  std::string answer = "none";
  const Reply reply = [&](const std::string& e) { answer = e; };
  b.account.dispatch(AddContact{jid("ann@there.example/x"), "Ann", reply});
  EXPECT_EQ(answer, "");
  EXPECT_EQ(b.service.roster_sets[0].name, "Ann");
  EXPECT_THAT(b.service.subscriptions, ElementsAre(Pair("ann@there.example", "subscribe")));
  b.service.emit(xmpp::RosterEvent{false, {{kAnn, "Ann", "none", "subscribe", {}}}});
  b.service.subscriptions.clear();
  b.service.emit(xmpp::SubscriptionEvent{kAnn, "subscribe", "", ""});  // she asks back
  EXPECT_THAT(b.service.subscriptions, ElementsAre(Pair("ann@there.example", "subscribed")));
  EXPECT_THAT(b.store.requests(), IsEmpty());
  b.service.subscriptions.clear();
  b.service.emit(xmpp::SubscriptionEvent{jid("bob@x.example"), "subscribe", "", ""});
  b.service.emit(xmpp::SubscriptionEvent{jid("eve@x.example"), "subscribe", "", ""});
  b.account.dispatch(AnswerRequest{1, false});
  b.account.dispatch(AnswerRequest{0, true});
  b.account.dispatch(AnswerRequest{0, true});
  EXPECT_THAT(b.service.subscriptions,
              ElementsAre(Pair("eve@x.example", "unsubscribed"),
                          Pair("bob@x.example", "subscribed"), Pair("bob@x.example", "subscribe")));
  b.service.answer = xmpp::StanzaError{"item-not-found"};
  b.account.dispatch(RemoveContact{kAnn, reply});
  EXPECT_EQ(answer, "item-not-found");
  EXPECT_THAT(b.service.removed, ElementsAre(kAnn));
}

TEST(Account, RequestsMayBeAutomaticOrForbidden) {
  AccountOptions automatic;
  automatic.auto_subscribe = true;
  AccountBench a(automatic);
  a.service.emit(xmpp::SubscriptionEvent{kAnn, "subscribe", "", ""});
  EXPECT_EQ(a.service.subscriptions.size(), 2u);
  AccountOptions closed;
  closed.allow_contact_requests = false;
  AccountBench c(closed);
  c.service.emit(xmpp::SubscriptionEvent{kAnn, "subscribe", "", ""});
  EXPECT_THAT(c.service.subscriptions, IsEmpty());
  EXPECT_THAT(c.store.requests(), IsEmpty());
}

TEST(Account, WhatIsUnderWayWhenItDiesIsForgottenQuietly) {
  FakeService service;
  platform::FakeStorage storage;
  Store store(service.clock, {});
  {
    Account account(service, store, service.clock, service.timers, storage, {});
    xmpp::SessionConfig config;
    config.jid = jid("me@here.example");
    config.websocket_url = "ws://127.0.0.1:1/";
    account.dispatch(Login{config});
    service.bound();
    account.dispatch(JoinRoom{kRoom, "me", ""});
    service.enter(kRoom, "me");
    account.dispatch(Send{kRoom, "x"});
    account.dispatch(Typing{kRoom, true, "unsaved"});
  }
  EXPECT_EQ(storage.values.size(), 1u);  // the draft was saved at the last moment
  service.timers.advance(120000);
  service.emit(text("ann@there.example/x", "hi", "1", service.clock.wall_ms()));
  EXPECT_EQ(store.find(kAnn), nullptr);
}

TEST(Account, ANewPasswordAndTheEnd) {
  AccountBench b;
  b.login();
  b.service.bound();
  std::string answer = "none";
  const Reply reply = [&](const std::string& e) { answer = e; };
  b.service.answer = xmpp::StanzaError{"not-acceptable"};
  b.account.dispatch(ChangePassword{"weak", reply});
  EXPECT_EQ(answer, "not-acceptable");
  b.account.dispatch(CancelAccount{reply});
  EXPECT_EQ(answer, "not-acceptable");
  EXPECT_FALSE(b.store.self().empty()) << "signed out of an account that is still there";
  b.service.answer.reset();
  b.account.dispatch(ChangePassword{"strong", reply});
  EXPECT_EQ(answer, "");
  EXPECT_THAT(b.service.passwords, ElementsAre("weak", "strong"));
  b.store.open(kAnn, ConversationKind::Direct);
  b.account.dispatch(CancelAccount{reply});
  EXPECT_EQ(answer, "");
  EXPECT_EQ(b.service.cancelled, 2);
  EXPECT_THAT(b.store.conversations(), IsEmpty());
}

}  // namespace
}  // namespace confab::chat
