// SPDX-License-Identifier: MIT
// The whole headless client against real Prosody and real ejabberd: rooms, archives, contacts.
#include <algorithm>
#include <cstdio>

#include "integration/proxy.h"
#include "integration/room_on_server.h"
#include "platform/native/tcp.h"
#include "xml/parse.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

using test::NativeClient;
using test::NativeSession;

class ClientOnServer : public test::RoomOnServer {};
INSTANTIATE_TEST_SUITE_P(Servers, ClientOnServer,
                         testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ClientOnServer, MessageReceiptAndAcknowledgement) {
  NativeClient alice(loop), bob(loop);
  ASSERT_TRUE(alice.log_in(config("alice@localhost")));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(bob.wait_for<RosterEvent>());
  ASSERT_TRUE(alice.client.send_message(
      {.to = *Jid::parse("bob@localhost"), .id = "m" + tag, .body = "hello " + tag}));
  ASSERT_TRUE(bob.wait_for_body("hello " + tag));
  EXPECT_EQ(bob.message("hello " + tag).from, alice.client.session().jid());
  EXPECT_EQ(bob.message("hello " + tag).origin_id, "m" + tag);
  EXPECT_FALSE(bob.message("hello " + tag).stanza_id.empty());
  EXPECT_TRUE(alice.wait_for<MessageSentEvent>([&](const auto& e) { return e.id == "m" + tag; }));
  bob.client.send_receipt(alice.client.session().jid(), "m" + tag, false, false);
  EXPECT_TRUE(alice.wait_for<ReceiptEvent>([&](const auto& e) { return e.id == "m" + tag; }));
}

TEST_P(ClientOnServer, CarbonsReachTheOtherDevice) {
  NativeClient desk(loop), phone(loop), bob(loop);
  ASSERT_TRUE(desk.log_in(config("alice@localhost")));
  ASSERT_TRUE(phone.log_in(config("alice@localhost")));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  loop.run_for(300);  // carbons are asked for after binding
  ASSERT_TRUE(desk.client.send_message(
      {.to = *Jid::parse("bob@localhost"), .id = "c" + tag, .body = "carbon " + tag}));
  ASSERT_TRUE(phone.wait_for_body("carbon " + tag));
  const auto& m = phone.message("carbon " + tag);
  EXPECT_EQ(m.via, MessageVia::Carbon);
  EXPECT_TRUE(m.outgoing);
  EXPECT_EQ(m.to.bare_str(), "bob@localhost");
}

TEST_P(ClientOnServer, GuestsMeetInARoom) {
  NativeClient owner(loop), visitor(loop);
  ASSERT_TRUE(owner.log_in(config("alice@localhost")));
  ASSERT_TRUE(visitor.log_in(guest()));
  ASSERT_TRUE(join(owner, "Alice"));
  ASSERT_TRUE(join(visitor, "Visitor"));
  EXPECT_TRUE(owner.wait_for<OccupantEvent>([](const auto& e) {
    return e.kind == OccupantEvent::Kind::Join && e.occupant.nick == "Visitor";
  }));
  say(visitor, "from the guest");
  ASSERT_TRUE(owner.wait_for_body("from the guest"));
  EXPECT_EQ(owner.message("from the guest").from.resource(), "Visitor");
  EXPECT_FALSE(owner.message("from the guest").outgoing);
  ASSERT_TRUE(visitor.wait_for_body("from the guest"));
  EXPECT_TRUE(visitor.message("from the guest").outgoing);
  say(owner, "from the owner");
  EXPECT_TRUE(visitor.wait_for_body("from the owner"));
  visitor.client.leave_room(room, "bye");
  EXPECT_TRUE(owner.wait_for<OccupantEvent>([](const auto& e) {
    return e.kind == OccupantEvent::Kind::Leave && e.occupant.nick == "Visitor";
  }));
}

TEST_P(ClientOnServer, NicknameTakenSubjectAndKick) {
  NativeClient owner(loop), visitor(loop);
  ASSERT_TRUE(owner.log_in(config("alice@localhost")));
  ASSERT_TRUE(visitor.log_in(guest()));
  ASSERT_TRUE(join(owner, "Same"));
  visitor.client.join_room({.room = room, .nick = "Same"});
  EXPECT_TRUE(visitor.wait_for<RoomFailedEvent>(
      [](const auto& e) { return e.error.condition == "conflict"; }));
  ASSERT_TRUE(join(visitor, "Other"));
  int set = 0;
  std::string refused;
  owner.client.set_subject(room, "subject " + tag, [&](const auto& error) { set += !error; });
  EXPECT_TRUE(visitor.wait_for<RoomSubjectEvent>(
      [&](const auto& e) { return e.subject == "subject " + tag; }));
  visitor.client.set_subject(room, "not mine to set", [&](const auto& error) {
    refused = error ? error->condition : "set";
  });
  EXPECT_TRUE(loop.run_until([&] { return set == 1 && !refused.empty(); }, 10000))
      << set << refused;
  // ejabberd lets everybody change the subject of a room, unless it is told otherwise.
  EXPECT_EQ(refused, GetParam().name == "prosody" ? "forbidden" : "set");
  visitor.client.change_nick(room, "Third");
  EXPECT_TRUE(owner.wait_for<OccupantEvent>([](const auto& e) {
    return e.kind == OccupantEvent::Kind::Rename && e.new_nick == "Third";
  }));
  owner.client.set_role(room, "Third", Role::None, "enough", {});
  EXPECT_TRUE(visitor.wait_for<RoomLeftEvent>(
      [](const auto& e) { return e.reason == LeaveReason::Kicked; }));
}

TEST_P(ClientOnServer, RoomArchivePagesBackwards) {
  NativeClient owner(loop), late(loop);
  ASSERT_TRUE(owner.log_in(config("alice@localhost")));
  ASSERT_TRUE(join(owner, "Alice"));
  for (int i = 0; i < 12; ++i) say(owner, "line " + std::to_string(i));
  ASSERT_TRUE(owner.wait_for_body("line 11"));
  ASSERT_TRUE(late.log_in(config("bob@localhost")));
  ASSERT_TRUE(join(late, "Bob"));
  // An archive may take a moment to have what the room has sent.
  ArchivePageEvent newest;
  for (int attempt = 0; attempt < 20; ++attempt) {
    late.events.clear();
    late.client.query_archive({.archive = room, .max = 5});
    ASSERT_TRUE(late.wait_for<ArchivePageEvent>());
    newest = late.all<ArchivePageEvent>().back();
    if (!newest.messages.empty() && newest.messages.back().body == "line 11") break;
    loop.run_for(200);
  }
  ASSERT_EQ(newest.messages.size(), 5u) << (newest.error ? newest.error->condition : "");
  EXPECT_EQ(newest.messages.front().body, "line 7");
  EXPECT_FALSE(newest.complete);
  EXPECT_EQ(newest.messages.back().via, MessageVia::Archive);
  late.events.clear();
  late.client.query_archive({.archive = room, .before = newest.first_id, .max = 5});
  ASSERT_TRUE(late.wait_for<ArchivePageEvent>());
  const auto older = late.all<ArchivePageEvent>().back();
  ASSERT_EQ(older.messages.size(), 5u);
  EXPECT_EQ(older.messages.front().body, "line 2");
}

TEST_P(ClientOnServer, RoomsLiveThroughACutSocket) {
  const auto target = platform::split_url(GetParam().url);
  test::Proxy proxy(loop, std::stoi(target->port));
  NativeClient alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.websocket_url = "ws://127.0.0.1:" + std::to_string(proxy.port()) + target->path;
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(join(alice, "Alice"));
  ASSERT_TRUE(join(bob, "Bob"));
  ASSERT_TRUE(alice.wait([&] { return alice.client.session().resumable(); }));
  loop.run_for(300);  // let what joining asks for come to rest
  proxy.cut_now();
  say(bob, "while away");
  ASSERT_TRUE(alice.wait([&] { return !alice.online(); }));
  say(alice, "typed while away");
  ASSERT_TRUE(alice.wait_for_body("while away"));
  ASSERT_TRUE(bob.wait_for_body("typed while away"));
  EXPECT_TRUE(alice.client.session().stats().resumed);
  EXPECT_TRUE(alice.all<RoomLeftEvent>().empty());
  const auto again = bob.all<MessageEvent>();
  EXPECT_EQ(std::count_if(again.begin(), again.end(),
                          [](const auto& m) { return m.body == "typed while away"; }),
            1);
}

// Both servers say the hash of what they can do beside the stream's features (XEP-0115 6.3).
TEST_P(ClientOnServer, WhatTheServerCanDoIsAskedOnceForAllPages) {
  int asked = 0;
  const auto count = [&](NativeClient& who) {
    return who.client.session().on_sending.connect([&asked](const xml::Element& e) {
      asked += e.attr("to") == "localhost" && e.child("query", ns::kDiscoInfo);
    });
  };
  std::string known;
  {
    NativeClient first(loop);
    const auto counting = count(first);
    ASSERT_TRUE(first.log_in(config("alice@localhost")));
    ASSERT_TRUE(first.wait([&] {
      known = first.client.save_known().to_xml();
      return known.find("<feature") != known.npos;
    })) << first.client.session().features().to_xml();
    EXPECT_EQ(asked, 1);
  }
  NativeClient next(loop);
  const auto counting = count(next);
  next.client.restore(*xml::parse(known));
  ASSERT_TRUE(next.log_in(config("alice@localhost")));
  ASSERT_TRUE(next.wait_for<RosterEvent>());
  EXPECT_EQ(asked, 1);
  std::printf("    %s: %zu bytes are kept of it\n", GetParam().name.c_str(), known.size());
}

// ejabberd has the same error for it as for a ban.
TEST_P(ClientOnServer, WhoMayMakeNoRoomIsNotBanned) {
  if (GetParam().name != "ejabberd") GTEST_SKIP() << "only there erin may make none";
  NativeClient visitor(loop), owner(loop);
  ASSERT_TRUE(visitor.log_in(config("erin@localhost")));
  const auto failed = [&](const Jid& where) {
    visitor.client.join_room({.room = where, .nick = "Visitor"});
    visitor.wait_for<RoomFailedEvent>([&](const auto& e) { return e.room == where; });
    for (const auto& e : visitor.all<RoomFailedEvent>())
      if (e.room == where) return e.error;
    return StanzaError{};
  };
  const StanzaError error = failed(*Jid::parse("closed-" + tag + "@conference.localhost"));
  EXPECT_EQ(error.condition, "not-allowed");
  EXPECT_NE(error.text, "");
  std::printf("    ejabberd says: %s\n", error.text.c_str());
  ASSERT_TRUE(owner.log_in(config("alice@localhost")));
  ASSERT_TRUE(join(owner, "Alice"));
  bool done = false;
  owner.client.set_affiliation(room, visitor.client.session().jid().bare(), Affiliation::Outcast,
                               "", [&](const auto&) { done = true; });
  ASSERT_TRUE(owner.wait([&] { return done; }));
  EXPECT_EQ(failed(room).condition, "forbidden");
}

}  // namespace
}  // namespace confab::xmpp
