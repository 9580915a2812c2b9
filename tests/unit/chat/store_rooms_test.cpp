// SPDX-License-Identifier: MIT
// Store: rooms, participants, information lines, roster, presence, requests.
#include <gmock/gmock.h>

#include "fake_service.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using xmpp::OccupantEvent;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");

struct StoreRooms : testing::Test {
  StoreRooms() : store(clock, {}) {
    store.set_self(jid("me@here.example"));
    store.open(kRoom, ConversationKind::Room);
    store.set_room(kRoom, RoomState::Joining, "Me");
  }
  void occupant(OccupantEvent::Kind kind, const std::string& nick,
                xmpp::Role role = xmpp::Role::Participant, std::vector<int> statuses = {}) {
    OccupantEvent e{kind, kRoom, {}, {}, nick == "Me", std::move(statuses), "admin", "why"};
    e.occupant.nick = nick;
    e.occupant.role = role;
    store.apply(e);
  }
  void join(const std::string& nick) { occupant(OccupantEvent::Kind::Join, nick); }
  void leave(const std::string& nick, std::vector<int> statuses = {}) {
    occupant(OccupantEvent::Kind::Leave, nick, xmpp::Role::None, std::move(statuses));
  }
  void enter() {
    join("Me");
    store.apply(xmpp::RoomEnteredEvent{kRoom, "Me"});
    store.apply(xmpp::RoomSubjectEvent{kRoom, "the subject", "Ann", 1});
  }
  const Conversation& room() { return *store.find(kRoom); }
  std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const Participant* p : store.participants_sorted(room())) out.push_back(p->occupant.nick);
    return out;
  }
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  Store store;
};

TEST_F(StoreRooms, EnteringListsEverybodyWithoutALineForEach) {
  for (const char* nick : {"zoe", "Bob", "ann"}) join(nick);
  occupant(OccupantEvent::Kind::Join, "Yan", xmpp::Role::Moderator);
  enter();
  EXPECT_EQ(room().room_state, RoomState::In);
  EXPECT_EQ(room().subject, "the subject");
  EXPECT_THAT(room().messages, IsEmpty());
  EXPECT_THAT(names(), ElementsAre("Yan", "ann", "Bob", "Me", "zoe"));
  EXPECT_TRUE(room().participants.at("Me").self);
  occupant(OccupantEvent::Kind::Change, "zoe", xmpp::Role::Moderator);
  EXPECT_THAT(names(), ElementsAre("Yan", "zoe", "ann", "Bob", "Me"));
  occupant(OccupantEvent::Kind::Change, "Me", xmpp::Role::Visitor);
  EXPECT_EQ(room().role, xmpp::Role::Visitor);
}

TEST_F(StoreRooms, ComingsAndGoingsAreGathered) {
  enter();
  join("a");
  join("b");
  EXPECT_THAT(bodies(room()), ElementsAre("joined|a|b"));
  leave("a");
  EXPECT_THAT(bodies(room()), ElementsAre("joined|b", "joined-left|a"));
  leave("b");
  EXPECT_THAT(bodies(room()), ElementsAre("joined-left|a|b"));
  store.apply(room_text("room@rooms.example/Me", "x", "1", clock.wall_ms()));
  join("c");
  EXPECT_THAT(bodies(room()), ElementsAre("joined-left|a|b", "x", "joined|c"));
  timers.advance(6 * 60 * 1000);
  join("d");
  EXPECT_EQ(bodies(room()).back(), "joined|d");
  leave("d");
  join("d");
  for (size_t i = 0; i < room().messages.size(); ++i)
    EXPECT_EQ(store.index_of(room(), room().messages[i].key), i);
  EXPECT_EQ(room().unread, 1);  // lines are no messages
}

TEST_F(StoreRooms, KicksBansRenamesAndSubjectsAreTold) {
  enter();
  for (const char* nick : {"a", "b", "c"}) join(nick);
  leave("a", {307});
  leave("b", {301});
  OccupantEvent rename{OccupantEvent::Kind::Rename, kRoom, {}, "Cee", false, {303}, {}, {}};
  rename.occupant.nick = "c";
  store.apply(rename);
  store.apply(xmpp::RoomSubjectEvent{kRoom, "new", "Cee", clock.wall_ms()});
  store.apply(xmpp::RoomSubjectEvent{kRoom, "new", "Cee", clock.wall_ms()});
  EXPECT_THAT(bodies(room()),
              ElementsAre("joined|a|b|c", "kicked|a|admin|why", "banned|b|admin|why",
                          "renamed|c|Cee", "subject|Cee|new"));
  EXPECT_THAT(names(), ElementsAre("Cee", "Me"));
  rename.occupant.nick = "Me";
  rename.new_nick = "Myself";
  rename.self = true;
  store.apply(rename);
  EXPECT_EQ(room().nick, "Myself");
  EXPECT_EQ(bodies(room()).back(), "self-renamed|Myself");
}

TEST_F(StoreRooms, BeingPutOutSaysWhy) {
  enter();
  join("a");
  leave("Me", {307});
  store.apply(xmpp::RoomLeftEvent{kRoom, xmpp::LeaveReason::Kicked, "admin", "too loud", {}});
  EXPECT_EQ(room().room_state, RoomState::Out);
  EXPECT_EQ(room().room_error, "kicked");
  EXPECT_EQ(room().room_error_text, "too loud");
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_EQ(bodies(room()).back(), "self-left|kicked|admin|too loud|");
  join("late");  // a stray presence
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(StoreRooms, FailingToEnterAndFailingToRename) {
  store.apply(xmpp::RoomFailedEvent{kRoom, {"registration-required", "auth", "members only"}});
  EXPECT_EQ(room().room_state, RoomState::Failed);
  EXPECT_EQ(room().room_error, "registration-required");
  store.set_room(kRoom, RoomState::Joining, "Me");
  EXPECT_EQ(room().room_error, "");
  enter();
  store.apply(xmpp::RoomFailedEvent{kRoom, {"conflict", "cancel"}});
  EXPECT_EQ(room().room_state, RoomState::In);
  EXPECT_EQ(room().room_error, "conflict");
}

TEST_F(StoreRooms, ANewSessionFindsNobodyThere) {
  enter();
  join("a");
  store.apply(xmpp::PresenceEvent{jid("ann@there.example/x"), xmpp::Show::Online, "", 0});
  store.begin_session();
  EXPECT_EQ(room().room_state, RoomState::Joining);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(StoreRooms, LinesCanBeSwitchedOffAndParticipantsAreLimited) {
  StoreOptions options;
  options.show_info_messages = false;
  options.participant_limit = 10;
  Store quiet(clock, options);
  quiet.open(kRoom, ConversationKind::Room);
  quiet.set_room(kRoom, RoomState::In, "Me");
  for (int i = 0; i < 100; ++i) {
    OccupantEvent e{OccupantEvent::Kind::Join, kRoom, {}, {}, false, {}, {}, {}};
    e.occupant.nick = "n" + std::to_string(i);
    quiet.apply(e);
  }
  EXPECT_EQ(quiet.find(kRoom)->participants.size(), 10u);
  EXPECT_EQ(quiet.participants_sorted(*quiet.find(kRoom)).size(), 10u);
  EXPECT_THAT(quiet.find(kRoom)->messages, IsEmpty());
}

TEST_F(StoreRooms, RosterNamesChatsAndPresenceIsTheBestResource) {
  store.open(kAnn, ConversationKind::Direct);
  store.apply(xmpp::RosterEvent{
      true, {{kAnn, "Ann Lee", "both", "", {}}, {jid("bob@x.example"), "", "to", "", {}}}});
  const Conversation& ann = *store.find(kAnn);
  EXPECT_EQ(ann.name, "Ann Lee");
  EXPECT_TRUE(ann.in_roster);
  ASSERT_EQ(store.contacts().size(), 2u);
  EXPECT_EQ(store.contacts()[0]->item.jid, kAnn);
  store.apply(xmpp::PresenceEvent{jid("ann@there.example/a"), xmpp::Show::Away, "lunch", 5});
  store.apply(xmpp::PresenceEvent{jid("ann@there.example/b"), xmpp::Show::Online, "", 0});
  EXPECT_EQ(ann.show, xmpp::Show::Away);
  EXPECT_EQ(ann.status, "lunch");
  store.apply(xmpp::PresenceEvent{jid("ann@there.example/a"), xmpp::Show::Offline, "", 0});
  EXPECT_EQ(ann.show, xmpp::Show::Online);
  store.apply(text("ann@there.example/b", "hi", "1", clock.wall_ms()));
  EXPECT_EQ(ann.messages[0].sender, "Ann Lee");
  store.apply(xmpp::RosterEvent{false, {{kAnn, "", "remove", "", {}}}});
  EXPECT_FALSE(ann.in_roster);
  EXPECT_EQ(ann.name, "");
  for (int i = 0; i < 500; ++i)
    store.apply(xmpp::PresenceEvent{jid("ann@there.example/r" + std::to_string(i)), xmpp::Show::Dnd,
                                    "", 1});
  store.apply(xmpp::PresenceEvent{kAnn, xmpp::Show::Offline, "", 0});
  EXPECT_EQ(ann.show, xmpp::Show::Offline);
}

TEST_F(StoreRooms, AClosedRoomSaysWhereItGoesOn) {
  enter();
  const Jid there = jid("new@rooms.example");
  store.apply(xmpp::RoomLeftEvent{kRoom, xmpp::LeaveReason::Destroyed, "", "moved", there});
  EXPECT_EQ(room().room_error, "destroyed");
  EXPECT_EQ(room().room_alternate, there);
  store.set_room(kRoom, RoomState::Joining, "Me");
  EXPECT_TRUE(room().room_alternate.empty());
  // RFC 6120 8.3.3.5; anything else is no address to offer.
  const auto gone = [this](const std::string& to) {
    store.apply(xmpp::RoomFailedEvent{kRoom, {"gone", "cancel", "", "", "", to}});
    return room().room_alternate;
  };
  EXPECT_EQ(gone("xmpp:new@rooms.example?join"), there);
  EXPECT_EQ(gone("xmpp:new@rooms.example"), there);
  for (const char* bad : {"https://evil.example/", "javascript:alert(1)", "xmpp:", "xmpp:?join",
                          "xmpp:room@rooms.example?join", ""})
    EXPECT_TRUE(gone(bad).empty()) << bad;
}

TEST_F(StoreRooms, RequestsAreListedOnceAndLimited) {
  for (int i = 0; i < 3; ++i) store.apply(xmpp::SubscriptionEvent{kAnn, "subscribe", "", "hello"});
  ASSERT_EQ(store.requests().size(), 1u);
  EXPECT_EQ(store.requests()[0].text, "hello");
  store.apply(xmpp::RosterEvent{false, {{kAnn, "", "both", "", {}}}});  // answered elsewhere
  EXPECT_THAT(store.requests(), IsEmpty());
  store.apply(xmpp::InviteEvent{jid("other@rooms.example"), kAnn, "come", "pw"});
  EXPECT_EQ(store.requests()[0].kind, Request::Kind::Invite);
  store.remove_request(7);
  store.remove_request(0);
  for (int i = 0; i < 1000; ++i)
    store.apply(xmpp::SubscriptionEvent{jid("s" + std::to_string(i) + "@evil.example"), "subscribe",
                                        "", ""});
  EXPECT_EQ(store.requests().size(), 200u);
}

}  // namespace
}  // namespace confab::chat
