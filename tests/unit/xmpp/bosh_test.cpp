// SPDX-License-Identifier: MIT
// The BOSH state machine by itself: what it asks, in which order, and what it makes of any answer.
#include "base/strings.h"
#include "unit/xmpp/bosh_machine.h"
#include "xmpp/core/hash.h"

namespace confab::xmpp {
namespace {

using test::body;
using test::kCreated;
using Machine = test::BoshMachine;
using Kind = BoshEnd::Kind;

TEST(Bosh, CreatesASession) {
  Machine m({.wait = 30, .hold = 2});
  EXPECT_TRUE(m.ask().empty());
  m.bosh.create({.from = "a@example.org", .to = "example.org", .lang = "de"});
  const BoshRequest r = m.one();
  const auto head = Machine::head(r);
  const auto is = [&head](const char* name, const char* value) {
    EXPECT_EQ(head.attr(name), value) << name;
  };
  is("rid", "100"), is("to", "example.org"), is("from", "a@example.org"), is("wait", "30");
  is("hold", "2"), is("ack", "1"), is("ver", "1.11"), is("xml:lang", "de"), is("version", "1.0");
  is("content", "text/xml; charset=utf-8");
  EXPECT_NE(r.body.find("xmlns:xmpp='urn:xmpp:xbosh'"), std::string::npos);
  EXPECT_NE(r.body.find("xmpp:version='1.0'"), std::string::npos);
  EXPECT_FALSE(head.has_attr("sid"));
  EXPECT_EQ(r.timeout_ms, 40000);
  EXPECT_TRUE(m.ask().empty());  // nothing before the answer
  m.answer(100, body(kCreated, "<stream:features/>"));
  EXPECT_EQ(m.heard, (std::vector<std::string>{"open", "<stream:features/>"}));
  EXPECT_EQ(m.bosh.sid(), "s1");
  EXPECT_EQ(m.one().rid, 101u);
}

TEST(Bosh, OnePollIsHeldAndDataGoesBeside) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>"), m.bosh.send("<b/>");
  const BoshRequest data = m.one();
  EXPECT_EQ(data.rid, poll + 1);
  EXPECT_NE(data.body.find("><a/><b/></body>"), std::string::npos);
  EXPECT_EQ(Machine::head(data).attr("sid"), "s1");
  m.bosh.send("<c/>");
  EXPECT_TRUE(m.ask().empty());  // two are under way
  m.answer(poll, body(""));
  const BoshRequest next = m.one();
  EXPECT_NE(next.body.find("<c/>"), std::string::npos);
  EXPECT_EQ(next.rid, poll + 2);
  EXPECT_EQ(Machine::head(next).attr("ack"), std::to_string(poll));
}

// They go over connections of their own, and would overtake each other.
TEST(Bosh, RequestsKeepApart) {
  Machine m;
  m.bosh.create({.to = "example.org"});
  const uint64_t created = m.one().rid;
  m.now += 40;  // there and back
  m.answer(created, body(kCreated));
  const uint64_t poll = m.one().rid;
  m.bosh.send("<a/>");
  EXPECT_TRUE(m.ask().empty());
  EXPECT_EQ(m.bosh.next_due(), m.now + 80);
  m.now += 79;
  m.bosh.send("<b/>");
  EXPECT_TRUE(m.ask().empty());
  m.now += 1;
  const auto both = m.ask();
  ASSERT_EQ(both.size(), 1u);
  EXPECT_NE(both[0].body.find("><a/><b/></body>"), std::string::npos);
  // An answer shows that the other has arrived, and what is next need not wait for the clock.
  m.answer(poll, body("")), m.answer(both[0].rid, body(""));
  m.bosh.send("<c/>");
  EXPECT_EQ(m.ask().size(), 1u);
  m.bosh.terminate();  // whoever goes has no time
  EXPECT_EQ(m.ask().size(), 1u);
}

TEST(Bosh, AnAnswerIsSpokenToBeforeAnythingIsHeld) {
  Machine m;
  const uint64_t poll = m.open();
  m.now += 1000;
  m.answer(poll, body("", "<challenge/>"));
  EXPECT_TRUE(m.ask().empty());
  EXPECT_EQ(m.bosh.next_due(), m.now + 20);
  m.bosh.send("<response/>");
  const auto asked = m.ask();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_NE(asked[0].body.find("<response/>"), std::string::npos);
}

TEST(Bosh, AcknowledgesWhatIsNotPlain) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>");
  // The poll has no answer yet: the newest answered request is the one before it.
  EXPECT_EQ(Machine::head(m.one()).attr("ack"), std::to_string(poll - 1));
  m.answer(poll, body("")), m.answer(poll + 1, body(""));
  EXPECT_FALSE(Machine::head(m.one()).has_attr("ack"));  // all answered
}

TEST(Bosh, AnswersOutOfOrderAreHeardInOrder) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<q/>");
  m.one();
  m.answer(poll + 1, body("", "<second/>"));
  EXPECT_TRUE(m.heard.empty());
  m.answer(poll, body("", "<first/><more/>"));
  EXPECT_EQ(m.heard, (std::vector<std::string>{"<first/>", "<more/>", "<second/>"}));
  m.answer(poll, body("", "<first/>"));  // doubled
  m.answer(poll + 7, body("", "<never-asked/>"));
  EXPECT_EQ(m.heard.size(), 3u);
  EXPECT_FALSE(m.end);
}

TEST(Bosh, LostRequestsAreRepeatedAsTheyWere) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>");
  const BoshRequest data = m.one();
  m.bosh.failed(data.rid, m.now);
  EXPECT_TRUE(m.ask().empty());
  m.now = m.bosh.next_due();
  const BoshRequest again = m.one();
  EXPECT_EQ(again.rid, data.rid);
  EXPECT_EQ(again.body, data.body);
  m.answer(data.rid, "busy", 503);  // a proxy's answer is none
  m.now = m.bosh.next_due();
  EXPECT_EQ(m.one().body, data.body);
  m.answer(poll, body("", "<x/>"));
  m.answer(data.rid, body("", "<y/>"));
  EXPECT_EQ(m.heard, (std::vector<std::string>{"<x/>", "<y/>"}));
}

// A server keeps the answers to the last `requests` requests, so nothing is asked beyond them.
TEST(Bosh, StaysWithinTheWindowOfTheOldestWithoutAnswer) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>");
  m.one();
  m.bosh.failed(poll, m.now);
  m.answer(poll + 1, body(""));
  m.bosh.send("<b/>");
  EXPECT_TRUE(m.ask().empty());
  m.now = m.bosh.next_due();
  EXPECT_EQ(m.one().rid, poll);
  m.answer(poll, body(""));
  EXPECT_EQ(m.one().rid, poll + 2);
}

TEST(Bosh, GivesUpWhenTheServerHas) {
  Machine m;
  const uint64_t poll = m.open();
  const int64_t start = m.now;
  m.bosh.failed(poll, m.now);
  int tries = 0;
  while (!m.end && tries < 1000) {
    m.now = m.bosh.next_due();
    for (const auto& r : m.ask()) m.bosh.failed(r.rid, m.now), ++tries;
    m.hear();
  }
  ASSERT_TRUE(m.end);
  EXPECT_EQ(m.end->kind, Kind::Lost);
  EXPECT_EQ(m.now - start, 30000);  // its inactivity
  EXPECT_GE(tries, 8);
  EXPECT_LE(tries, 16);
  EXPECT_TRUE(m.ask().empty());
  Machine hurried;
  hurried.bosh.failed(hurried.open(), hurried.now);
  hurried.hear(2000);
  EXPECT_FALSE(hurried.end);
  hurried.now += 2000;
  hurried.hear(2000);
  EXPECT_EQ(hurried.end->kind, Kind::Lost);
}

TEST(Bosh, AnAnswerEndsTheTrouble) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.failed(poll, m.now);
  m.now += 29000;
  m.one();
  m.answer(poll, body(""));
  m.now += 2000;
  m.hear();
  EXPECT_FALSE(m.end);
}

TEST(Bosh, RecoverableErrorsRepeatAllThatIsOpen) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>");
  const BoshRequest data = m.one();
  m.answer(data.rid, body("type='error'"));
  m.now += 100;
  EXPECT_EQ(m.one().rid, poll);
  EXPECT_EQ(m.one().body, data.body);
}

TEST(Bosh, AReportedAnswerIsAskedForAgain) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.send("<a/>");
  m.one();
  m.answer(poll + 1, body("report='" + std::to_string(poll) + "' time='900'", "<b/>"));
  const auto asked = m.ask();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].rid, poll);
  m.answer(poll, body("", "<a/>"));
  EXPECT_EQ(m.heard, (std::vector<std::string>{"<a/>", "<b/>"}));
}

TEST(Bosh, PollsAtThePaceItIsGiven) {
  Machine m({.wait = 0, .hold = 0});
  const uint64_t poll =
      m.open("sid='p' wait='0' hold='0' requests='1' polling='3' inactivity='30'");
  m.answer(poll, body(""));
  EXPECT_TRUE(m.ask().empty());
  EXPECT_EQ(m.bosh.next_due(), 4000);
  m.now = 3999;
  EXPECT_TRUE(m.ask().empty());
  m.now = 4000;
  const uint64_t second = m.one().rid;
  m.answer(second, body("", "<full/>"));
  m.bosh.send("<talk/>");  // what is said does not wait
  EXPECT_EQ(m.one().rid, second + 1);
  m.answer(second + 1, body(""));
  // A server may say so itself.
  Machine n;
  const uint64_t first = n.open("sid='p' wait='60' hold='0' polling='7'");
  n.answer(first, body(""));
  EXPECT_TRUE(n.ask().empty());
  EXPECT_EQ(n.bosh.next_due(), 8000);
}

TEST(Bosh, AServerThatHoldsNothingIsNotAskedWithoutRest) {
  Machine m;
  uint64_t poll = m.open();
  int asked = 0;
  for (const int64_t until = m.now + 10000; m.now < until;) {
    m.answer(poll, body(""));
    auto next = m.ask();
    if (next.empty()) {
      m.now = m.bosh.next_due();
      next = m.ask();
    }
    ASSERT_EQ(next.size(), 1u);
    poll = next[0].rid;
    ASSERT_LT(++asked, 30);
  }
}

TEST(Bosh, RestartAndTerminate) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.restart();
  const BoshRequest restart = m.one();
  EXPECT_NE(restart.body.find("xmpp:restart='true'"), std::string::npos);
  EXPECT_NE(restart.body.find("xmlns:xmpp='urn:xmpp:xbosh'"), std::string::npos);
  EXPECT_EQ(Machine::head(restart).attr("to"), "example.org");
  m.bosh.send("<bye/>");
  m.bosh.terminate();
  const BoshRequest last = m.one();  // although two are under way
  EXPECT_TRUE(last.farewell);
  EXPECT_EQ(Machine::head(last).attr("type"), "terminate");
  EXPECT_NE(last.body.find("<bye/>"), std::string::npos);
  EXPECT_TRUE(m.ask().empty());
  m.answer(poll, body("")), m.answer(restart.rid, body("")),
      m.answer(last.rid, body("type='terminate'"));
  ASSERT_TRUE(m.end);
  EXPECT_EQ(m.end->kind, Kind::Closed);
}

TEST(Bosh, PauseAndWake) {
  Machine m;
  const uint64_t poll = m.open();
  m.bosh.pause();
  const BoshRequest pause = m.one();
  EXPECT_EQ(Machine::head(pause).attr("pause"), "90");
  EXPECT_TRUE(pause.farewell);
  m.answer(poll, body("")), m.answer(pause.rid, body(""));
  EXPECT_TRUE(m.ask().empty());
  EXPECT_EQ(m.bosh.next_due(), -1);
  EXPECT_TRUE(m.bosh.open());
  m.bosh.wake();
  EXPECT_EQ(m.one().rid, pause.rid + 1);
  Machine other;  // a server without pausing is not asked for it
  other.open("sid='s' inactivity='30'");
  other.bosh.pause();
  EXPECT_TRUE(other.ask().empty());
}

TEST(Bosh, AttachGoesOnWithRid) {
  Machine m({}, 4711);
  m.bosh.attach("known");
  const BoshRequest first = m.one();
  EXPECT_EQ(first.rid, 4711u);
  EXPECT_EQ(Machine::head(first).attr("sid"), "known");
  m.answer(4711, body("", "<hello/>"));
  EXPECT_EQ(m.heard, std::vector<std::string>{"<hello/>"});
  EXPECT_EQ(m.bosh.next_rid(), 4712u);
}

TEST(Bosh, KeySequenceIsAChainThatNeverEnds) {
  Machine m({.keys = BoshKeys("seed")});
  std::string last;
  uint64_t poll = 0;
  int chains = 0;
  const auto check = [&](const BoshRequest& r) {
    const auto head = Machine::head(r);
    if (!last.empty()) {
      EXPECT_EQ(hex_encode(sha1(head.attr("key"))), last);
    }
    last = head.has_attr("newkey")   ? ++chains,
    std::string(head.attr("newkey")) : std::string(head.attr("key"));
    EXPECT_EQ(last.size(), 40u);
  };
  m.bosh.create({.to = "example.org"});
  const BoshRequest create = m.one();
  check(create);
  m.answer(create.rid, body(kCreated));
  check(m.one());
  poll = create.rid + 1;
  for (int i = 0; i < 250; ++i) {
    m.bosh.send("<a/>");
    const BoshRequest r = m.one();
    check(r);
    m.answer(poll, body(""));
    poll = r.rid;
    if (i == 120) {  // somebody else goes on with what there is
      BoshSettings settings{.keys = BoshKeys::restored(m.bosh.key_state())};
      Machine heir(std::move(settings), m.bosh.next_rid());
      heir.bosh.attach("s1");
      const auto head = Machine::head(heir.one());
      EXPECT_EQ(hex_encode(sha1(head.attr("key"))), last);
    }
  }
  EXPECT_EQ(chains, 3);
  for (const char* bad : {"", "x", "3", "0:a", "-1:a", "100:a", "3x:a"})
    EXPECT_TRUE(BoshKeys::restored(bad).attributes().empty()) << bad;
}

}  // namespace
}  // namespace confab::xmpp
