// SPDX-License-Identifier: MIT
// What a Store tells of changes, which is what a site's scripts hear: every step of a message, each
// change of presence once, who starts and who stops typing, and that the conversation on screen was
// closed.
#include <gmock/gmock.h>

#include "store_fixture.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using Kind = Change::Kind;

struct StoreChanges : StoreMessages {
  // The texts of the changes of one kind.
  std::vector<std::string> texts(Kind kind) {
    std::vector<std::string> out;
    for (const Change& c : changes)
      if (c.kind == kind) out.push_back(c.text);
    return out;
  }
};

TEST_F(StoreChanges, AReceiptThatOvertakesTheServersWordLeavesNoStepOut) {
  std::vector<MessageState> steps;
  MessageKey key = 0;
  const Connection watch = store.on_change.connect([&](const Change& c) {
    if (c.kind == Kind::MessageState) steps.push_back(state_of(kAnn, key));
  });
  key = own(kAnn, "hi", "x1");
  store.apply(xmpp::ReceiptEvent{jid("ann@there.example/pda"), "x1", true});
  EXPECT_THAT(steps,
              ElementsAre(MessageState::Sent, MessageState::Delivered, MessageState::Displayed));
}

TEST_F(StoreChanges, PresenceIsToldOnceAndNotOurOwn) {
  xmpp::RosterEvent roster;
  roster.full = true;
  roster.items.push_back({.jid = kAnn, .subscription = "both"});
  store.apply(roster);
  const auto say = [this](const char* from, xmpp::Show show) {
    store.apply(xmpp::PresenceEvent{jid(from), show, "", 0});
  };
  say("ann@there.example/pda", xmpp::Show::Online);
  say("ann@there.example/pda", xmpp::Show::Online);
  say("me@here.example/other", xmpp::Show::Online);
  say("stranger@there.example/x", xmpp::Show::Online);
  EXPECT_EQ(texts(Kind::Presence).size(), 1u);
  EXPECT_EQ(store.contact(kAnn)->show, xmpp::Show::Online);
  say("ann@there.example/pda", xmpp::Show::Offline);
  EXPECT_EQ(texts(Kind::Presence).size(), 2u);
}

using Told = std::pair<std::string, MessageKey>;

TEST_F(StoreChanges, TypingBeginsAndEndsByWordOrByTime) {
  room();
  const auto state = [this](const char* nick, xmpp::ChatState s) {
    store.apply(xmpp::ChatStateEvent{kRoom.with_resource(nick), s, true});
  };
  state("Mina", xmpp::ChatState::Composing);
  state("Mina", xmpp::ChatState::Paused);
  state("Bob", xmpp::ChatState::Composing);
  timers.advance(120000);
  store.expire_typing();
  std::vector<Told> told;
  for (const Change& c : changes)
    if (c.kind == Kind::Typing) told.emplace_back(c.text, c.key);
  EXPECT_THAT(told, ElementsAre(Told("Mina", 1), Told("Mina", 0), Told("Bob", 1), Told("Bob", 0)));
}

TEST_F(StoreChanges, WhoChangesTheirNickLeavesUnderTheOldOne) {
  room();
  xmpp::OccupantEvent e{xmpp::OccupantEvent::Kind::Join, kRoom, {}, "", false, {}, {}, {}};
  e.occupant.nick = "Bob";
  store.apply(e);
  e.kind = xmpp::OccupantEvent::Kind::Rename;
  e.new_nick = "Bobby";
  store.apply(e);
  EXPECT_THAT(texts(Kind::OccupantJoin), ElementsAre("Bob", "Bobby"));
  EXPECT_THAT(texts(Kind::OccupantLeave), ElementsAre("Bob"));
}

TEST_F(StoreChanges, ClosingIsTold) {
  store.open(kAnn, ConversationKind::Direct);
  store.close(kAnn);
  EXPECT_EQ(texts(Kind::Conversation).back(), "closed");
}

}  // namespace
}  // namespace confab::chat
