// SPDX-License-Identifier: MIT
// The leader dies, freezes, is robbed of the lock or loses its socket at every step of a scripted
// conversation and at random ones: nothing is lost, nothing is doubled, nothing changes its order.
#include <gtest/gtest.h>

#include <random>

#include "unit/chat_tabs/tab_rig.h"
#include "xmpp/core/ns.h"

namespace confab::chat {
namespace {

const Jid kTalkRoom = *Jid::parse(test::TabServer::kRoom);
// One step of the talk: somebody says something somewhere.
struct Talk {
  explicit Talk(TabRig& r) : rig(r) {}
  void say(size_t tab) {
    const std::string body = "m" + std::to_string(++said);
    auto& t = *rig.tabs[tab % rig.tabs.size()];
    const uint64_t who = t.number;
    switch (said % 4) {
      case 0:
        t.say(kTalkRoom, body);
        mine_in_room[who].push_back(body);
        break;
      case 1:
        t.say(kBob, body);
        mine_to_bob[who].push_back(body);
        break;
      case 2:
        rig.server.room_says(body);
        in_room.push_back(body);
        break;
      default: rig.server.bob_says(body); from_bob.push_back(body);
    }
  }
  // What each tab said is there once, in the order in which it was said.
  void expect(const std::map<uint64_t, std::vector<std::string>>& said_by,
              const std::vector<std::string>& got, const std::string& where) {
    size_t total = 0;
    for (const auto& [who, list] : said_by) {
      std::vector<std::string> there;
      for (const auto& body : got)
        if (std::find(list.begin(), list.end(), body) != list.end()) there.push_back(body);
      if (alive(who)) {
        EXPECT_EQ(there, list) << where;
      } else {  // what a killed tab had not yet handed over dies with it
        EXPECT_TRUE(std::includes(list.begin(), list.end(), there.begin(), there.end(),
                                  [&](const auto& a, const auto& b) { return at(a) < at(b); }))
            << where;
      }
      total += there.size();
    }
    EXPECT_EQ(total, got.size()) << where << ": doubled";
  }
  void check() {
    expect(mine_in_room, rig.server.room_got, "room");
    expect(mine_to_bob, rig.server.bob_got, "bob");
    for (const auto& tab : rig.tabs) {
      EXPECT_EQ(only(bodies(tab->store, kTalkRoom), in_room), in_room);
      EXPECT_EQ(only(bodies(tab->store, kBob), from_bob), from_bob);
      // One's own stands where it was typed, among what came meanwhile; each author's are in order.
      const auto shown = bodies(tab->store, kTalkRoom);
      EXPECT_EQ(only(shown, rig.server.room_got).size(), rig.server.room_got.size());
      for (const auto& [who, list] : mine_in_room)
        EXPECT_EQ(only(shown, list), only(rig.server.room_got, list));
      EXPECT_EQ(tab->account.outbox_size(), 0u);
      for (const Jid& jid : {kTalkRoom, kBob}) {
        const auto all = bodies(tab->store, jid);
        EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size()) << "doubled";
      }
    }
  }
  static int at(const std::string& body) { return std::stoi(body.substr(1)); }
  static std::vector<std::string> only(const std::vector<std::string>& all,
                                       const std::vector<std::string>& of) {
    std::vector<std::string> out;
    for (const auto& body : all)
      if (std::find(of.begin(), of.end(), body) != of.end()) out.push_back(body);
    return out;
  }
  bool alive(uint64_t who) const {
    return std::any_of(rig.tabs.begin(), rig.tabs.end(),
                       [who](const auto& t) { return t->number == who; });
  }

  TabRig& rig;
  int said = 0;
  std::map<uint64_t, std::vector<std::string>> mine_in_room, mine_to_bob;
  std::vector<std::string> in_room, from_bob;
};

TEST(Handover, LeaderKilledAtEveryStep) {
  for (int kill_at = 0; kill_at < 40; ++kill_at) {
    SCOPED_TRACE(kill_at);
    TabRig rig;
    for (int i = 0; i < 4; ++i) rig.open();
    rig.run(500);
    Talk talk(rig);
    for (int step = 0; step < 40; ++step) {
      talk.say(static_cast<size_t>(step));
      rig.run(step % 3);  // what is said is still on its way when the next is
      if (step == kill_at) rig.kill(rig.leader());
    }
    rig.run(5000);
    EXPECT_EQ(rig.leaders(), 1u);
    EXPECT_EQ(rig.server.line.logins, 2);  // the second for its resumption
    EXPECT_EQ(rig.server.line.resumptions, 1);
    EXPECT_TRUE(rig.server.flaps.empty());
    talk.check();
  }
}

void random_walk(uint32_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TabRig rig;
  for (int i = 0; i < 5; ++i) rig.open();
  rig.run(500);
  Talk talk(rig);
  std::set<size_t> frozen;
  for (int step = 0; step < 120; ++step) {
    const uint32_t what = random() % 24;
    const size_t leader = rig.leader();
    if (what == 0 && rig.tabs.size() > 2 && leader < rig.tabs.size()) {
      rig.kill(leader);
    } else if (what == 1 && rig.tabs.size() < 8) {
      rig.open();
    } else if (what == 2) {
      rig.server.line.drop();
    } else if (what == 3 && rig.tabs.size() > 2) {
      rig.kill(random() % rig.tabs.size());
    } else if (what == 4 && leader < rig.tabs.size()) {  // told: the page may be frozen any time
      rig.tabs[leader]->port.freeze(true, true);
      rig.run(random() % 400);
      rig.tabs[leader]->port.freeze(false, true);
    } else if (what == 5) {
      rig.browser.intrude("confab:nobody", "garbage");
    } else {
      talk.say(random() % rig.tabs.size());
    }
    rig.run(random() % 4 == 0 ? random() % 1500 : random() % 5);
  }
  rig.run(30000);
  EXPECT_EQ(rig.leaders(), 1u);
  talk.check();
}

TEST(Handover, RandomWalks) {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    random_walk(seed);
    if (testing::Test::HasFailure()) return;
  }
}

// Frozen without a word, and so still with the lock.
TEST(Handover, AFrozenLeaderIsRobbedOfTheLock) {
  TabRig rig;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  const size_t frozen = rig.leader();
  rig.tabs[frozen]->port.freeze(true, false);
  const size_t other = frozen == 0 ? 1 : 0;
  rig.tabs[other]->say(kBob, "anybody there");
  rig.run(8000);
  EXPECT_EQ(rig.server.line.resumptions, 1);
  EXPECT_EQ(rig.server.bob_got, std::vector<std::string>{"anybody there"});
  rig.server.bob_says("I am");
  rig.run(100);
  rig.tabs[frozen]->port.freeze(false, false);  // wakes, and finds that it has been robbed
  rig.run(3000);
  EXPECT_EQ(rig.leaders(), 1u);
  EXPECT_NE(rig.leader(), frozen);
  for (const auto& tab : rig.tabs) {
    EXPECT_TRUE(tab->online());
    EXPECT_EQ(bodies(tab->store, kBob), (std::vector<std::string>{"anybody there", "I am"}));
  }
  EXPECT_TRUE(rig.server.flaps.empty());
}

// Each of them finds out at the same time that the leader does not answer.
TEST(Handover, ManyRaceForTheLock) {
  TabRig rig;
  for (int i = 0; i < 12; ++i) rig.open();
  rig.run(500);
  const size_t frozen = rig.leader();
  rig.tabs[frozen]->port.freeze(true, false);
  std::vector<std::string> said;
  for (size_t i = 0; i < 12; ++i) {
    if (i == frozen) continue;
    said.push_back("from " + std::to_string(i));
    rig.tabs[i]->say(kBob, said.back());
  }
  rig.run(20000);
  EXPECT_EQ(rig.leaders(), 2u) << "the frozen one does not know yet";
  auto got = rig.server.bob_got;
  std::sort(got.begin(), got.end());
  std::sort(said.begin(), said.end());
  EXPECT_EQ(got, said);
  rig.tabs[frozen]->port.freeze(false, false);
  rig.run(3000);
  EXPECT_EQ(rig.leaders(), 1u);
}

// The leader may go in the moment in which it is to be answered. All tabs wait for what one has
// asked, and so would each that is opened later.
TEST(Handover, WhatIsNeverAnsweredIsAskedAgain) {
  TabRig rig;
  rig.server.line.bound_resource = "before";
  std::vector<std::string> said;
  for (int i = 0; i < 3; ++i) rig.server.bob_says(said.emplace_back("m" + std::to_string(i)));
  auto serve = std::move(rig.server.line.on_stanza);
  bool deaf = true;
  rig.server.line.on_stanza = [&](const xml::Element& e) {
    if (!deaf || !e.child("query", xmpp::ns::kMam)) serve(e);
  };
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.kill(rig.leader());
  rig.run(500);
  deaf = false;
  rig.open();
  rig.run(40000);
  rig.open();
  rig.run(500);
  for (const auto& tab : rig.tabs) EXPECT_EQ(bodies(tab->store, kBob), said);
}

TEST(Handover, TheSocketOfTheLeaderDiesAndAllWait) {
  TabRig rig;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.network.is_online = false;
  rig.server.line.drop();
  rig.run(100);
  for (const auto& tab : rig.tabs) {
    EXPECT_EQ(tab->store.connection(), xmpp::SessionState::Waiting);
    EXPECT_EQ(tab->lost, 1);
  }
  rig.tabs[2]->say(kBob, "typed meanwhile");
  rig.network.is_online = true;
  rig.tabs[1]->account.dispatch(RetryNow{});
  rig.run(300);
  for (const auto& tab : rig.tabs) EXPECT_TRUE(tab->online());
  EXPECT_EQ(rig.server.bob_got, std::vector<std::string>{"typed meanwhile"});
}

// What the tab before was in the midst of may come late: its login takes the place of ours.
TEST(Handover, ReplacedByALoginOfATabThatIsGoneWeComeBack) {
  TabRig rig;
  rig.open();
  rig.run(500);
  rig.open();
  rig.run(500);
  rig.kill(0);
  rig.run(2000);
  ASSERT_TRUE(rig.tabs[0]->leads());
  const std::string conflict =
      "<stream:error xmlns:stream='http://etherx.jabber.org/streams'><conflict "
      "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
  for (int i = 0; i < 6; ++i) {  // the last time it is somebody else
    rig.server.line.raw(conflict);
    rig.run(60000);
    EXPECT_EQ(rig.tabs[0]->online(), i < 5) << i;
  }
  EXPECT_EQ(rig.tabs[0]->store.failure().code, "conflict");
}

// What it finds when it wakes is too old to be sent, and is asked for again: once.
TEST(Handover, ALeaderThatWasFrozenForAMomentIsNotShoutedAt) {
  TabRig rig;
  for (int i = 0; i < 2; ++i) rig.open();
  rig.run(500);
  const size_t leader = rig.leader();
  rig.browser.record = true;
  rig.tabs[leader]->port.freeze(true, false);
  std::vector<std::string> said;
  for (int i = 0; i < 40; ++i) {
    said.push_back("m" + std::to_string(i));
    rig.tabs[1 - leader]->say(kBob, said.back());
  }
  rig.run(3500);
  rig.tabs[leader]->port.freeze(false, false);
  rig.run(5000);
  EXPECT_EQ(rig.server.bob_got, said);
  EXPECT_LT(rig.browser.posted.size(), 400u);
}

TEST(Handover, AGuestWhoseTabGoesSaysGoodbyeAndTheNextIsANewOne) {
  TabRig rig;
  auto guest = TabRig::config();
  guest.jid = *Jid::parse("example.org");
  guest.auth = xmpp::AuthMethod::Anonymous;
  guest.password.clear();
  rig.server.line.mechanisms = {"ANONYMOUS"};
  for (int i = 0; i < 2; ++i) rig.open(guest);
  rig.run(500);
  ASSERT_TRUE(rig.tabs[0]->leads() && rig.tabs[1]->online());
  const auto closings = [&] {
    return std::count_if(
        rig.server.line.frames.begin(), rig.server.line.frames.end(),
        [](const std::string& frame) { return frame.find("<close") != std::string::npos; });
  };
  rig.tabs[0]->port.freeze(true, true);
  rig.run(500);
  EXPECT_EQ(closings(), 1);
  EXPECT_TRUE(rig.tabs[1]->leads());
  EXPECT_EQ(rig.server.line.resumptions, 0);
  EXPECT_EQ(rig.server.line.logins, 2);
}

TEST(Handover, GarbageOnTheChannelHarmsNobody) {
  TabRig rig;
  rig.browser.record = true;
  for (int i = 0; i < 3; ++i) rig.open();
  rig.run(500);
  rig.tabs[0]->say(kBob, "hello");
  rig.run(200);
  // Everything that was ever said, again, torn and bent.
  const auto posted = rig.browser.posted;
  std::mt19937 random(7);
  const std::string channel = rig.browser.names().front();
  for (int i = 0; i < 3000; ++i) {
    std::string text = posted[random() % posted.size()];
    for (int n = 0; n < 3; ++n) switch (random() % 4) {
        case 0: text[random() % text.size()] = static_cast<char>(random()); break;
        case 1: text.resize(1 + random() % text.size()); break;
        case 2: text.insert(random() % text.size(), "9"); break;
        default: break;
      }
    if (std::find(posted.begin(), posted.end(), text) != posted.end()) continue;
    rig.browser.intrude(channel, text);
    if (i % 100 == 0) rig.run(5);
  }
  rig.run(60000);
  EXPECT_EQ(rig.leaders(), 1u);
  rig.tabs[2]->say(kBob, "still here");
  rig.run(10000);
  EXPECT_EQ(rig.server.bob_got.back(), "still here");
}

}  // namespace
}  // namespace confab::chat
