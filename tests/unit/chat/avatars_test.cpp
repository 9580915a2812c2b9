// SPDX-License-Identifier: MIT
// Avatars in the domain: whose are believed, what is asked for and how often, and how much is held.
#include <gtest/gtest.h>

#include "fake_service.h"

namespace confab::chat {
namespace {

std::string hash(int i) {
  const std::string text = std::to_string(i);
  return std::string(40 - text.size(), 'a') + text;
}

struct Avatars : AccountBench, testing::Test {
  Avatars() {
    login();
    service.bound();
    service.emit(xmpp::RosterEvent{true, {{bob, "Bob", "both", "", {}}}});
  }
  void announce(const Jid& who, const std::string& hash, bool pep) {
    service.emit(xmpp::AvatarEvent{who, hash, pep});
  }
  void see(const Jid& who) { account.dispatch(WantPicture{who}); }
  void in_room(const std::string& nick, const std::string& avatar) {
    xmpp::OccupantEvent e{xmpp::OccupantEvent::Kind::Join, room, {}, {}, false, {}, {}, {}};
    e.occupant.nick = nick;
    e.occupant.avatar = avatar;
    service.emit(e);
  }
  const Jid bob = jid("bob@there.example"), room = jid("tea@rooms.example");
};

TEST_F(Avatars, OfContactsOurselvesAndWhomWeTalkTo) {
  const Jid eve = jid("eve@evil.example"), self = jid("me@here.example");
  for (const Jid& who : {bob, eve, self, room}) announce(who, hash(1), false);
  EXPECT_EQ(store.avatar(bob).hash, hash(1));
  EXPECT_EQ(store.avatar(self).hash, hash(1));
  EXPECT_EQ(store.avatars().size(), 2u);
  account.dispatch(OpenChat{eve});
  announce(eve, hash(2), false);
  EXPECT_EQ(store.avatar(eve.with_resource("phone")).hash, hash(2));
}

TEST_F(Avatars, PepGoesBeforePresenceAndTakesBackOnlyItsOwn) {
  announce(bob, hash(1), false);
  announce(bob, "", true);
  EXPECT_EQ(store.avatar(bob).hash, hash(1));
  announce(bob, hash(2), true);
  announce(bob, hash(1), false);
  announce(bob, "", false);
  EXPECT_EQ(store.avatar(bob).hash, hash(2));
  EXPECT_TRUE(store.avatar(bob).pep);
  announce(bob, "", true);
  EXPECT_EQ(store.avatar(bob).hash, "");
  announce(bob, hash(3), false);
  EXPECT_EQ(store.avatar(bob).hash, hash(3));
}

TEST_F(Avatars, AskedForOnceAndOnlyWhenSeen) {
  announce(bob, hash(1), true);
  EXPECT_TRUE(service.pictures.empty());
  see(bob);
  see(bob);
  ASSERT_EQ(service.pictures.size(), 1u);
  EXPECT_EQ(service.pictures[0].who, bob);
  EXPECT_TRUE(service.pictures[0].pep);
  ASSERT_TRUE(store.picture(hash(1)));
  EXPECT_EQ(store.picture(hash(1))->bytes, "");
  service.emit(xmpp::PictureEvent{hash(1), ""});  // there is none
  see(bob);
  EXPECT_EQ(service.pictures.size(), 1u);
  announce(bob, hash(2), true);
  see(bob);
  service.emit(xmpp::PictureEvent{hash(2), "bytes"});
  EXPECT_EQ(store.picture(hash(2))->bytes, "bytes");
  announce(bob, hash(1), true);  // and back
  announce(bob, hash(2), true);
  see(bob);
  EXPECT_EQ(service.pictures.size(), 2u);
}

TEST_F(Avatars, WhatWasNotAskedAfterAllIsAskedWhenSeenAgain) {
  announce(bob, hash(1), true);
  see(bob);
  service.emit(xmpp::PictureEvent{hash(1), "", true});
  EXPECT_EQ(store.picture(hash(1)), nullptr);
  see(bob);
  EXPECT_EQ(service.pictures.size(), 2u);
}

TEST_F(Avatars, OccupantsByTheirFullAddress) {
  account.dispatch(JoinRoom{room, "me", ""});
  service.enter(room, "me");
  in_room("bob", hash(1));
  const Jid occupant = room.with_resource("bob");
  EXPECT_EQ(store.avatar(occupant).hash, hash(1));
  EXPECT_EQ(store.avatar(room.with_resource("eve")).hash, "");
  see(occupant);
  ASSERT_EQ(service.pictures.size(), 1u);
  EXPECT_EQ(service.pictures[0].who, occupant);
  EXPECT_FALSE(service.pictures[0].pep);
}

TEST_F(Avatars, SwitchedOffNothingIsAskedAndInitialsStay) {
  service.off.insert("avatar");
  announce(bob, hash(1), true);
  see(bob);
  EXPECT_TRUE(service.pictures.empty());
  EXPECT_EQ(store.picture(hash(1))->bytes, "");
}

TEST_F(Avatars, PicturesAreHeldWithinLimits) {
  const std::string big(64 * 1024, 'x');
  uint32_t last = 0;
  for (int i = 0; i < 600; ++i) {
    announce(bob, hash(i), true);
    see(bob);
    const uint32_t id = store.picture(hash(i))->id;
    EXPECT_GT(id, last);
    last = id;
    service.emit(xmpp::PictureEvent{hash(i), i < 300 ? big : "x"});
  }
  size_t held = 0, bytes = 0;
  for (int i = 0; i < 600; ++i)
    if (const Picture* p = store.picture(hash(i))) ++held, bytes += p->bytes.size();
  EXPECT_EQ(held, 256u);
  EXPECT_EQ(bytes, 256u);
  for (int i = 300; i < 400; ++i) {
    announce(bob, hash(1000 + i), true);
    see(bob);
    service.emit(xmpp::PictureEvent{hash(1000 + i), big});
  }
  bytes = 0;
  for (int i = 0; i < 2000; ++i)
    if (const Picture* p = store.picture(hash(i))) bytes += p->bytes.size();
  EXPECT_GE(bytes, 60 * big.size());
  EXPECT_LE(bytes, 65 * big.size());
}

TEST_F(Avatars, GoneWithTheAccount) {
  announce(bob, hash(1), true);
  see(bob);
  service.emit(xmpp::PictureEvent{hash(1), "bytes"});
  account.dispatch(Logout{});
  EXPECT_EQ(store.avatar(bob).hash, "");
  EXPECT_EQ(store.picture(hash(1)), nullptr);
}

}  // namespace
}  // namespace confab::chat
