// SPDX-License-Identifier: MIT
// The promise of stream management: whatever frame the wire dies at, in either direction, nothing
// is lost, doubled or out of order. (WebSocket hands over whole messages, so a frame is the unit;
// the integration tests cut real sockets at single bytes.)
#include <gtest/gtest.h>

#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::ids;
using test::SessionRig;

constexpr int kEach = 23;  // stanzas in each direction

std::vector<std::string> expected(const char* prefix) {
  std::vector<std::string> out;
  for (int i = 0; i < kEach; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

// Talks both ways at once. Messages that are not taken are kept, as the outbox does.
void talk(SessionRig& rig, std::vector<std::string>& outbox) {
  const auto flush = [&] {
    while (!outbox.empty() && rig.session.send(SessionRig::message(outbox.front())))
      outbox.erase(outbox.begin());
  };
  for (int i = 0; i < kEach; ++i) {
    outbox.push_back("out" + std::to_string(i));
    flush();
    rig.server.deliver(SessionRig::message("in" + std::to_string(i)));
    rig.timers.advance(i % 3);
  }
  for (int i = 0; i < 20; ++i) {
    rig.timers.advance(500);
    flush();
  }
}

TEST(SessionCut, NothingIsLostOrDoubledAtAnyFrame) {
  int steps = 0;
  for (int cut = -1; cut < steps || cut < 0; ++cut) {
    SessionRig rig;
    rig.log_in();
    ASSERT_TRUE(rig.online());
    rig.timers.advance(10);
    rig.server.steps = 0;
    rig.server.cut_at = cut;
    std::vector<std::string> outbox;
    talk(rig, outbox);
    if (cut < 0) steps = rig.server.steps;
    ASSERT_TRUE(rig.online()) << cut;
    EXPECT_EQ(ids(rig.server.stanzas), expected("out")) << "cut at " << cut;
    EXPECT_EQ(ids(rig.received), expected("in")) << "cut at " << cut;
    EXPECT_EQ(rig.acked, expected("out")) << "cut at " << cut;
    EXPECT_TRUE(rig.unacked.empty()) << cut;
    if (cut >= 0) {
      EXPECT_EQ(rig.server.resumptions, 1) << cut;
      EXPECT_EQ(rig.events.back(), SessionEvent::Resumed) << cut;
    }
  }
  EXPECT_GT(steps, 3 * kEach / 2);
}

TEST(SessionCut, NorWhenItDiesAgainWhileResuming) {
  for (int second = 0; second < 40; ++second) {
    SessionRig rig;
    rig.log_in();
    rig.timers.advance(10);
    rig.server.steps = 0;
    rig.server.cut_at = 17;
    std::vector<std::string> outbox;
    for (int i = 0; i < 8; ++i) {
      rig.session.send(SessionRig::message("out" + std::to_string(i)));
      rig.server.deliver(SessionRig::message("in" + std::to_string(i)));
    }
    rig.timers.advance(50);
    rig.server.cut_at = rig.server.steps + second;
    rig.timers.advance(20000);
    ASSERT_TRUE(rig.online()) << second;
    EXPECT_EQ(ids(rig.server.stanzas).size(), 8u) << second;
    EXPECT_EQ(ids(rig.received).size(), 8u) << second;
    EXPECT_EQ(rig.acked.size(), 8u) << second;
    EXPECT_TRUE(rig.unacked.empty()) << second;
  }
}

// When the server has forgotten the session, each stanza is either confirmed or handed back.
TEST(SessionCut, AForgottenSessionAccountsForEveryStanza) {
  for (int cut = 0; cut < 60; ++cut) {
    SessionRig rig;
    rig.log_in();
    rig.timers.advance(10);
    rig.server.steps = 0;
    rig.server.cut_at = cut;
    rig.server.forget_sessions = true;
    rig.server.tell_h_on_failed_resume = cut % 2 == 0;
    std::vector<std::string> taken;
    for (int i = 0; i < kEach; ++i) {
      const std::string id = "out" + std::to_string(i);
      if (rig.session.send(SessionRig::message(id))) taken.push_back(id);
      rig.timers.advance(2);
    }
    rig.timers.advance(20000);
    std::vector<std::string> accounted = rig.acked;
    for (const auto& id : ids(rig.unacked)) accounted.push_back(id);
    std::sort(accounted.begin(), accounted.end());
    std::sort(taken.begin(), taken.end());
    EXPECT_EQ(accounted, taken) << cut;
  }
}

}  // namespace
}  // namespace confab::xmpp
