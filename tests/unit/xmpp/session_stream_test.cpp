// SPDX-License-Identifier: MIT
// A session that is up: stanzas, acknowledgements, resumption, back-off, pings, client state.
#include <gtest/gtest.h>

#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::ids;
using test::SessionRig;
using Ids = std::vector<std::string>;

bool sent(const SessionRig& rig, std::string_view part) {
  for (const auto& f : rig.server.frames)
    if (f.find(part) != std::string::npos) return true;
  return false;
}

TEST(SessionStream, StanzasBothWays) {
  SessionRig rig;
  rig.log_in();
  EXPECT_TRUE(rig.session.send(SessionRig::message("m1", "a < b")));
  rig.server.deliver(SessionRig::message("in1", "x"));
  rig.timers.advance(50);
  ASSERT_EQ(ids(rig.server.stanzas), Ids{"m1"});
  EXPECT_EQ(rig.server.stanzas[0].child_text("body"), "a < b");
  ASSERT_EQ(ids(rig.received), Ids{"in1"});
  EXPECT_EQ(rig.received[0].child_text("body"), "x");
  EXPECT_EQ(rig.session.stats().stanzas_in, 1u);
  EXPECT_EQ(rig.session.stats().stanzas_out, 1u);
  EXPECT_GT(rig.session.stats().bytes_in, 100u);
}

TEST(SessionStream, EveryFrameNamesItsNamespace) {
  SessionRig rig;
  rig.log_in();
  xml::Element bare("message");
  bare.set_attr("id", "m");
  rig.session.send(bare);
  rig.timers.advance(10);
  EXPECT_EQ(rig.server.stanzas.at(0).ns(), "jabber:client");
  EXPECT_TRUE(sent(rig, "<message xmlns='jabber:client' id='m'/>"));
}

TEST(SessionStream, LanguageSurvivesTheParser) {
  SessionRig rig;
  rig.log_in();
  rig.server.raw(
      "<message xmlns='jabber:client' id='l' xml:lang='he'><body xml:lang='ar'>x</body></message>");
  rig.timers.advance(10);
  ASSERT_EQ(rig.received.size(), 1u);
  EXPECT_EQ(rig.received[0].attr("xml:lang"), "he");
  EXPECT_EQ(rig.received[0].child("body")->attr("xml:lang"), "ar");
}

TEST(SessionStream, AcksAreAskedForInBatches) {
  SessionRig rig;
  rig.log_in();
  for (int i = 0; i < 25; ++i) rig.session.send(SessionRig::message("m" + std::to_string(i)));
  rig.timers.advance(5);
  const auto requests = [&] {
    return std::count(rig.server.frames.begin(), rig.server.frames.end(),
                      "<r xmlns='urn:xmpp:sm:3'/>");
  };
  EXPECT_EQ(requests(), 2);  // after 10 and 20
  rig.timers.advance(200);
  EXPECT_EQ(requests(), 3);  // the rest, by timer
  ASSERT_EQ(rig.acked.size(), 25u);
  EXPECT_EQ(rig.acked.front(), "m0");
  EXPECT_EQ(rig.acked.back(), "m24");
}

TEST(SessionStream, AnswersRequestsWithItsCount) {
  SessionRig rig;
  rig.log_in();
  rig.server.deliver(SessionRig::message("a"));
  rig.server.deliver(SessionRig::message("b"));
  rig.server.raw("<r xmlns='urn:xmpp:sm:3'/>");
  rig.timers.advance(10);
  EXPECT_TRUE(sent(rig, "<a xmlns='urn:xmpp:sm:3' h='2'/>"));
}

TEST(SessionStream, TooHighACountEndsTheStream) {
  SessionRig rig;
  rig.log_in();
  rig.session.send(SessionRig::message("m1"));
  rig.server.answer_requests = false;
  rig.server.raw("<a xmlns='urn:xmpp:sm:3' h='2'/>");
  rig.timers.advance(10);
  EXPECT_EQ(rig.code(), "stream-error");
  EXPECT_EQ(rig.session.last_failure().condition, "handled-count-too-high");
  EXPECT_NE(rig.network.connections[0]
                ->sent.at(rig.network.connections[0]->sent.size() - 2)
                .find("<handled-count-too-high xmlns='urn:xmpp:sm:3'"),
            std::string::npos);
  EXPECT_EQ(ids(rig.unacked), Ids{"m1"});
}

// Such a session cannot be gone on with, however often it is tried.
TEST(SessionStream, TooHighACountWhenResumingMeansANewSession) {
  SessionRig rig;
  rig.log_in();
  rig.session.send(SessionRig::message("m1"));
  rig.server.miscount = 7;
  rig.server.drop();
  rig.timers.advance(30000);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.server.logins, 3);
  EXPECT_FALSE(rig.session.stats().resumed);
}

TEST(SessionStream, WithoutStreamManagement) {
  SessionRig rig;
  rig.server.sm = false;
  rig.log_in();
  EXPECT_TRUE(rig.online());
  EXPECT_FALSE(rig.session.resumable());
  EXPECT_TRUE(rig.session.send(SessionRig::message("m1")));
  rig.timers.advance(10);
  rig.server.drop();
  EXPECT_EQ(rig.events, (std::vector{SessionEvent::Bound, SessionEvent::Lost}));
  EXPECT_FALSE(rig.session.send(SessionRig::message("m2")));
  EXPECT_TRUE(rig.unacked.empty());  // nobody can say
  rig.timers.advance(1000);
  EXPECT_EQ(rig.events.back(), SessionEvent::Bound);
}

TEST(SessionStream, ResumesAndRepeatsInOrder) {
  SessionRig rig;
  rig.log_in();
  rig.server.answer_requests = false;
  rig.session.send(SessionRig::message("m1"));
  rig.timers.advance(10);
  rig.session.send(SessionRig::message("m2"));  // is on the wire when that dies
  rig.server.drop();
  EXPECT_EQ(rig.code(), "lost");
  EXPECT_EQ(rig.events.back(), SessionEvent::Lost);
  EXPECT_TRUE(rig.session.resumable());
  EXPECT_TRUE(rig.session.send(SessionRig::message("m3")));
  rig.server.answer_requests = true;
  rig.server.deliver(SessionRig::message("in1"));
  rig.timers.advance(1000);
  EXPECT_EQ(rig.events.back(), SessionEvent::Resumed);
  EXPECT_TRUE(rig.session.stats().resumed);
  EXPECT_EQ(ids(rig.server.stanzas), (Ids{"m1", "m2", "m3"}));
  EXPECT_EQ(rig.acked, (Ids{"m1", "m2", "m3"}));
  EXPECT_EQ(ids(rig.received), Ids{"in1"});
  EXPECT_TRUE(rig.unacked.empty());
  EXPECT_EQ(rig.server.logins, 2);
}

TEST(SessionStream, FailedResumptionHandsBackAndBinds) {
  for (const bool tell_h : {true, false}) {
    SessionRig rig;
    rig.log_in();
    rig.server.answer_requests = false;
    rig.session.send(SessionRig::message("m1"));
    rig.timers.advance(10);
    rig.session.send(SessionRig::message("m2"));
    rig.server.drop();
    rig.server.forget_sessions = true;
    rig.server.tell_h_on_failed_resume = tell_h;
    rig.server.answer_requests = true;
    rig.timers.advance(1000);
    EXPECT_EQ(rig.events,
              (std::vector{SessionEvent::Bound, SessionEvent::Lost, SessionEvent::Bound}));
    EXPECT_EQ(ids(rig.unacked), tell_h ? Ids{"m2"} : (Ids{"m1", "m2"}));
    EXPECT_EQ(rig.acked, tell_h ? Ids{"m1"} : Ids{});
    EXPECT_TRUE(rig.online());
    EXPECT_FALSE(rig.session.stats().resumed);
    rig.session.send(SessionRig::message("m4"));  // counts from zero again
    rig.timers.advance(500);
    EXPECT_EQ(rig.acked.back(), "m4");
  }
}

TEST(SessionStream, AResumedStreamThatIsDeafIsGivenUp) {
  SessionRig rig;
  rig.log_in();
  rig.server.answer_requests = false;
  rig.session.send(SessionRig::message("m1"));
  rig.server.drop();
  rig.server.deaf_when_resumed = rig.server.answer_requests = true;
  rig.timers.advance(13000);
  using E = SessionEvent;
  EXPECT_EQ(rig.events, (std::vector{E::Bound, E::Lost, E::Resumed, E::Lost, E::Bound}));
  EXPECT_EQ(ids(rig.unacked), Ids{"m1"});
  EXPECT_EQ(rig.server.resumptions, 1);
  EXPECT_TRUE(rig.online());
}

TEST(SessionStream, ServerWithoutResumptionHandsBackAtOnce) {
  SessionRig rig;
  rig.server.resume = false;
  rig.log_in();
  rig.server.answer_requests = false;
  rig.session.send(SessionRig::message("m1"));
  rig.timers.advance(10);
  rig.server.drop();
  EXPECT_EQ(ids(rig.unacked), Ids{"m1"});
}

TEST(SessionStream, BackOffGrowsAndStopsAtItsCeiling) {
  SessionRig rig;
  auto c = SessionRig::config();
  c.reconnect_jitter = 0;
  c.reconnect_max_ms = 4000;
  rig.network.on_connect = [](auto& conn) { conn->close(); };
  rig.session.connect(c);
  std::vector<int64_t> delays;
  for (int i = 0; i < 6; ++i) {
    rig.timers.run_due();
    delays.push_back(rig.session.last_failure().retry_in_ms);
    rig.timers.advance(delays.back());
  }
  EXPECT_EQ(delays, (std::vector<int64_t>{500, 1000, 2000, 4000, 4000, 4000}));
}

TEST(SessionStream, JitterSpreads) {
  std::vector<int64_t> seen;
  SessionRig rig;
  auto c = SessionRig::config();
  c.reconnect_min_ms = c.reconnect_max_ms = 10000;
  rig.network.on_connect = [](auto& conn) { conn->close(); };
  rig.session.connect(c);
  for (int i = 0; i < 50; ++i) {
    rig.timers.run_due();
    seen.push_back(rig.session.last_failure().retry_in_ms);
    rig.timers.advance(seen.back());
  }
  EXPECT_GE(*std::min_element(seen.begin(), seen.end()), 5000);
  EXPECT_LE(*std::max_element(seen.begin(), seen.end()), 10000);
  EXPECT_GT(
      *std::max_element(seen.begin(), seen.end()) - *std::min_element(seen.begin(), seen.end()),
      3000);
}

TEST(SessionStream, RetryNowDoesNotWait) {
  SessionRig rig;
  auto c = SessionRig::config();
  c.reconnect_min_ms = c.reconnect_max_ms = 50000;
  rig.log_in(c);
  rig.server.drop();
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  rig.session.retry_now();
  rig.timers.advance(100);
  EXPECT_TRUE(rig.online());
}

TEST(SessionStream, OfflineWaitsForRetryNow) {
  SessionRig rig;
  rig.network.is_online = false;
  rig.log_in();
  EXPECT_EQ(rig.code(), "offline");
  EXPECT_TRUE(rig.network.connections.empty());
  rig.network.is_online = true;
  rig.session.retry_now();
  rig.timers.advance(100);
  EXPECT_TRUE(rig.online());
}

TEST(SessionStream, NoReconnectWhenNotWanted) {
  SessionRig rig;
  auto c = SessionRig::config();
  c.auto_reconnect = false;
  rig.log_in(c);
  rig.server.answer_requests = false;
  rig.session.send(SessionRig::message("m1"));
  rig.server.drop();
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "lost");
  EXPECT_EQ(ids(rig.unacked), Ids{"m1"});
  EXPECT_EQ(rig.events.back(), SessionEvent::Closed);
}

TEST(SessionStream, SilenceIsProbedAndDeathNoticed) {
  for (const bool sm : {true, false}) {
    SessionRig rig;
    rig.server.sm = sm;
    rig.log_in();
    rig.timers.advance(61000);
    EXPECT_TRUE(sent(rig, sm ? "<r xmlns='urn:xmpp:sm:3'/>" : "<ping xmlns='urn:xmpp:ping'/>"));
    EXPECT_TRUE(rig.received.empty());  // the answer is ours alone
    rig.timers.advance(600000);
    EXPECT_TRUE(rig.online());
    rig.server.raw("<r xmlns='urn:xmpp:sm:3'/>");  // the last that is heard
    rig.timers.advance(1);
    rig.server.answer_requests = false;
    rig.timers.advance(79900);
    EXPECT_EQ(rig.events.size(), 1u);
    rig.timers.advance(200);
    EXPECT_EQ(rig.events.at(1), SessionEvent::Lost);
    EXPECT_EQ(rig.code(), "lost");
  }
}

TEST(SessionStream, IdleCostsNoTimersButTheKeepAlive) {
  SessionRig rig;
  rig.log_in();
  rig.session.send(SessionRig::message("m1"));
  rig.timers.advance(30000);
  EXPECT_EQ(rig.timers.pending(), 1u);
  EXPECT_GT(rig.timers.next_in_ms(), 20000);
}

TEST(SessionStream, RetryNowProbesASocketAfterSleep) {
  SessionRig rig;
  rig.log_in();
  rig.server.answer_requests = false;
  rig.session.retry_now();
  rig.timers.advance(4900);
  EXPECT_EQ(rig.events.size(), 1u);
  rig.timers.advance(200);
  EXPECT_EQ(rig.events.at(1), SessionEvent::Lost);
}

TEST(SessionStream, ClientStateIsToldOnceAndAgainAfterResuming) {
  SessionRig rig;
  rig.server.csi = true;
  rig.log_in();
  rig.session.set_active(false);
  rig.session.set_active(false);
  rig.timers.advance(10);
  EXPECT_EQ(rig.server.csi_inactive, 1);
  rig.server.drop();
  rig.timers.advance(1000);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.server.csi_inactive, 2);
  rig.session.set_active(true);
  rig.timers.advance(10);
  EXPECT_TRUE(sent(rig, "<active xmlns='urn:xmpp:csi:0'/>"));
  SessionRig plain;
  plain.log_in();
  plain.session.set_active(false);
  plain.timers.advance(10);
  EXPECT_FALSE(sent(plain, "urn:xmpp:csi:0"));
}

// Prosody holds back what it was about to say when it hears this, and that may be an answer we wait
// for; see send_csi().
TEST(SessionStream, AsksOnceMoreBehindInactive) {
  SessionRig rig;
  rig.server.csi = true;
  rig.log_in();
  for (const bool resumed : {false, true}) {
    if (resumed) {
      rig.server.drop();
      rig.timers.advance(2000);
      ASSERT_EQ(rig.events.back(), SessionEvent::Resumed);
    } else {
      rig.session.set_active(false);
      rig.timers.advance(50);
    }
    const auto& frames = rig.server.frames;
    size_t at = frames.size();
    while (at > 0 && !frames[at - 1].starts_with("<inactive")) --at;
    ASSERT_GT(at, 0u);
    ASSERT_LT(at, frames.size());
    EXPECT_TRUE(frames[at].starts_with("<r ")) << frames[at];
  }
}

}  // namespace
}  // namespace confab::xmpp
