// SPDX-License-Identifier: MIT
// Account: suggestions about the roster (XEP-0144): what they would change, whom we believe, and
// what becomes of those who ask too often.
#include <gmock/gmock.h>

#include "chat/roster_plan.h"
#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using xmpp::RosterAction;
using xmpp::RosterItem;
using Kind = RosterChange::Kind;

const Jid kAnn = jid("ann@there.example"), kBob = jid("bob@there.example");
const Jid kServer = jid("here.example"), kStranger = jid("eve@evil.example/x");

RosterItem item(const Jid& who, std::string name = {}, std::vector<std::string> groups = {}) {
  RosterItem i;
  i.jid = who, i.name = std::move(name), i.groups = std::move(groups);
  return i;
}

struct Bench : AccountBench {
  explicit Bench(AccountOptions o = {}) : AccountBench(std::move(o)) {
    listener = store.on_change.connect([this](const Change& c) {
      if (c.kind == Change::Kind::Suggestion) ++followed;
      if (c.kind == Change::Kind::Request && c.text == "new") ++asked;
    });
    login();
    service.bound();
  }
  void suggest(const Jid& from, RosterAction action, std::vector<RosterItem> items) {
    service.emit(xmpp::RosterSuggestionEvent{from, action, "", std::move(items)});
  }
  void knows(RosterItem i) {
    i.subscription = "both";
    service.emit(xmpp::RosterEvent{false, {std::move(i)}});
  }
  int followed = 0, asked = 0;
  Connection listener;
};

TEST(RosterPlan, AdditionsKeepWhatThereIs) {
  const RosterItem known = item(kAnn, "My Ann", {"Friends"});
  EXPECT_EQ(plan_change(RosterAction::Add, item(kAnn, "Ann"), nullptr)->kind, Kind::Add);
  EXPECT_FALSE(plan_change(RosterAction::Add, item(kAnn, "Other"), &known));
  EXPECT_FALSE(plan_change(RosterAction::Add, item(kAnn, "", {"Friends"}), &known));
  const auto change = plan_change(RosterAction::Add, item(kAnn, "Other", {"Staff"}), &known);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->kind, Kind::Edit);
  EXPECT_EQ(change->item.name, "My Ann");
  EXPECT_THAT(change->item.groups, ElementsAre("Friends", "Staff"));
}

TEST(RosterPlan, DeletionsTakeOutOfTheNamedGroupsOnly) {
  const RosterItem known = item(kAnn, "Ann", {"Friends", "Staff"});
  EXPECT_FALSE(plan_change(RosterAction::Delete, item(kAnn), nullptr));
  EXPECT_FALSE(plan_change(RosterAction::Delete, item(kAnn, "", {"Chess"}), &known));
  const auto edit = plan_change(RosterAction::Delete, item(kAnn, "", {"Staff"}), &known);
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->kind, Kind::Edit);
  EXPECT_THAT(edit->item.groups, ElementsAre("Friends"));
  EXPECT_EQ(plan_change(RosterAction::Delete, item(kAnn, "", {"Staff", "Friends"}), &known)->kind,
            Kind::Remove);
  EXPECT_EQ(plan_change(RosterAction::Delete, item(kAnn), &known)->kind, Kind::Remove);
}

TEST(RosterPlan, ModificationsChangeNameOrGroupsOfWhomWeKnow) {
  const RosterItem known = item(kAnn, "Ann", {"Friends", "Staff"});
  EXPECT_FALSE(plan_change(RosterAction::Modify, item(kAnn, "Ann"), nullptr));
  EXPECT_FALSE(plan_change(RosterAction::Modify, item(kAnn, "Ann", {"Staff", "Friends"}), &known));
  const auto moved = plan_change(RosterAction::Modify, item(kAnn, "", {"Retinue"}), &known);
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->item.name, "Ann");
  EXPECT_THAT(moved->item.groups, ElementsAre("Retinue"));
  EXPECT_EQ(plan_change(RosterAction::Modify, item(kAnn, "Anna"), &known)->item.name, "Anna");
}

TEST(Suggestions, OurOwnServerIsFollowedAndThatIsSaid) {
  Bench b;
  b.suggest(kServer, RosterAction::Add, {item(kAnn, "Ann", {"Staff"}), item(kBob)});
  ASSERT_THAT(b.service.roster_sets, SizeIs(2));
  EXPECT_EQ(b.service.roster_sets[0].name, "Ann");
  EXPECT_THAT(b.service.roster_sets[0].groups, ElementsAre("Staff"));
  EXPECT_THAT(b.service.subscriptions,
              ElementsAre(Pair(kAnn.str(), "subscribe"), Pair(kBob.str(), "subscribe")));
  EXPECT_EQ(b.followed, 1);
  EXPECT_THAT(b.store.followed().items, SizeIs(2));
  EXPECT_THAT(b.store.requests(), IsEmpty());
  b.knows(item(kAnn, "Ann", {"Staff"}));
  b.suggest(kServer, RosterAction::Add, {item(kAnn, "Ann", {"Staff"})});  // is so already
  EXPECT_THAT(b.service.roster_sets, SizeIs(2));
  EXPECT_EQ(b.followed, 1);
  b.suggest(Jid(), RosterAction::Delete, {item(kAnn)});  // no `from`: our own account
  EXPECT_THAT(b.service.removed, ElementsAre(kAnn));
}

TEST(Suggestions, ListedAddressesAreFollowedAndNobodyBesideThem) {
  AccountOptions o;
  o.roster_sources = {jid("groups.there.example"), jid("admin@there.example")};
  Bench b(o);
  b.suggest(jid("admin@there.example/desk"), RosterAction::Add, {item(kAnn)});
  b.suggest(jid("groups.there.example"), RosterAction::Add, {item(kBob)});
  EXPECT_THAT(b.service.roster_sets, SizeIs(2));
  for (const char* who : {"there.example", "mallory@groups.there.example", "ann@here.example",
                          "xhere.example", "here.example.evil.example"})
    b.suggest(jid(who), RosterAction::Add, {item(jid("new@there.example"))});
  EXPECT_THAT(b.service.roster_sets, SizeIs(2));
  EXPECT_THAT(b.store.requests(), SizeIs(5));
}

TEST(Suggestions, OthersWaitForAnAnswer) {
  Bench b;
  b.knows(item(kAnn));
  b.suggest(kStranger, RosterAction::Add, {item(kAnn, "Ann"), item(kBob, "Bob")});
  ASSERT_THAT(b.store.requests(), SizeIs(1));
  EXPECT_EQ(b.asked, 1);
  const Request r = b.store.requests()[0];
  EXPECT_EQ(r.from, kStranger.bare());
  ASSERT_THAT(r.items, SizeIs(1));  // Ann is there already: nobody is asked about her (3.1)
  EXPECT_EQ(r.items[0].jid, kBob);
  EXPECT_THAT(b.service.roster_sets, IsEmpty());
  b.account.dispatch(AnswerRequest{0, true});
  ASSERT_THAT(b.service.roster_sets, SizeIs(1));
  EXPECT_EQ(b.service.roster_sets[0].name, "Bob");
  EXPECT_THAT(b.store.requests(), IsEmpty());
}

TEST(Suggestions, WhoIsDeclinedIsNotHeardAgain) {
  Bench b;
  b.suggest(kStranger, RosterAction::Add, {item(kBob)});
  b.account.dispatch(AnswerRequest{0, false});
  EXPECT_THAT(b.service.roster_sets, IsEmpty());
  EXPECT_THAT(b.service.subscriptions, IsEmpty());
  b.suggest(jid("eve@evil.example/y"), RosterAction::Add, {item(kAnn)});
  EXPECT_THAT(b.store.requests(), IsEmpty());
}

TEST(Suggestions, WhatIsSoByNowIsNotAskedAnyMore) {
  Bench b;
  b.suggest(kStranger, RosterAction::Add, {item(kAnn), item(kBob)});
  b.knows(item(kAnn));  // in another tab, or on another device
  ASSERT_THAT(b.store.requests(), SizeIs(1));
  EXPECT_THAT(b.store.requests()[0].items, SizeIs(1));
  b.knows(item(kBob));
  EXPECT_THAT(b.store.requests(), IsEmpty());
}

TEST(Suggestions, AQuestionDoesNotChangeWhileItIsRead) {
  Bench b;
  b.suggest(kStranger, RosterAction::Add, {item(kAnn)});
  b.suggest(kStranger, RosterAction::Add, {item(kAnn)});  // the same once more
  EXPECT_THAT(b.store.requests(), SizeIs(1));
  for (int i = 0; i < 20; ++i)
    b.suggest(kStranger, RosterAction::Add,
              {item(jid("n" + std::to_string(i) + "@there.example"))});
  ASSERT_THAT(b.store.requests(), SizeIs(3));
  ASSERT_THAT(b.store.requests()[0].items, SizeIs(1));
  EXPECT_EQ(b.store.requests()[0].items[0].jid, kAnn);
}

TEST(Suggestions, FloodsAreIgnored) {
  Bench b;
  for (int i = 0; i < 200; ++i) {  // 8.2: adding and deleting in turns
    b.suggest(kServer, RosterAction::Add, {item(kAnn)});
    b.knows(item(kAnn));
    b.suggest(kServer, RosterAction::Delete, {item(kAnn)});
    b.service.emit(xmpp::RosterEvent{false, {{kAnn, "", "remove", "", {}}}});
  }
  EXPECT_EQ(b.service.roster_sets.size() + b.service.removed.size(), 30u);
  b.service.timers.advance(61 * 1000);
  b.suggest(kServer, RosterAction::Add, {item(kBob)});
  EXPECT_EQ(b.service.roster_sets.size() + b.service.removed.size(), 31u);
  for (int i = 0; i < 2000; ++i)
    b.suggest(jid("s" + std::to_string(i) + "@evil.example"), RosterAction::Add, {item(kAnn)});
  EXPECT_LE(b.store.requests().size(), 200u);
}

TEST(Suggestions, ComeNeitherFromRoomsNorWhereNobodyMayAsk) {
  Bench b;
  b.account.dispatch(JoinRoom{jid("room@rooms.example"), "Me", "", {}});
  b.suggest(jid("room@rooms.example/eve"), RosterAction::Add, {item(kAnn)});
  EXPECT_THAT(b.store.requests(), IsEmpty());
  AccountOptions o;
  o.allow_contact_requests = false;
  Bench closed(o);
  closed.suggest(kStranger, RosterAction::Add, {item(kAnn)});
  EXPECT_THAT(closed.store.requests(), IsEmpty());
  closed.suggest(kServer, RosterAction::Add, {item(kAnn)});
  EXPECT_THAT(closed.service.roster_sets, SizeIs(1));
}

TEST(Suggestions, TheSitesOwnChangesGoTheSameWay) {
  Bench b;
  std::vector<std::string> answers;
  const Reply reply = [&](const std::string& e) { answers.push_back(e); };
  b.account.dispatch(ChangeContacts{RosterAction::Add, {item(kAnn), item(kBob)}, reply});
  EXPECT_THAT(b.service.roster_sets, SizeIs(2));
  b.service.answer = xmpp::StanzaError{"not-allowed"};
  b.knows(item(kAnn));
  b.account.dispatch(ChangeContacts{RosterAction::Delete, {item(kAnn)}, reply});
  b.account.dispatch(ChangeContacts{RosterAction::Modify, {item(kBob, "B")}, reply});  // unknown
  EXPECT_THAT(answers, ElementsAre("", "not-allowed", ""));
  EXPECT_EQ(b.followed, 0);
}

}  // namespace
}  // namespace confab::chat
