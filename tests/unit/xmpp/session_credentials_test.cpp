// SPDX-License-Identifier: MIT
// A session whose password comes from the site: asked for before each login again, once more after
// a refusal, and what happens when there is none.
#include <gtest/gtest.h>

#include "base/function.h"
#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::SessionRig;

struct Source final : CredentialSource {
  std::vector<bool> asked;  // refused?
  std::string password = "secret";
  StreamFailure failure;
  bool late = false;
  Function<void(const Credentials&)> done;

  void ask(bool refused, Function<void(const Credentials&)> d) override {
    asked.push_back(refused);
    done = std::move(d);
    if (!late) answer();
  }
  void answer() { done({.jid = {}, .password = password, .failure = failure}); }
};

struct SessionCredentials : testing::Test {
  Source source;
  SessionRig rig;
  void log_in(const char* password = "secret") {
    auto c = SessionRig::config();
    c.password = password;
    c.credentials = &source;
    rig.log_in(c);
    rig.timers.advance(300);  // a second login takes its time
  }
};

TEST_F(SessionCredentials, TheFirstLoginBringsItsOwn) {
  log_in();
  EXPECT_TRUE(rig.online());
  EXPECT_TRUE(source.asked.empty());
}

TEST_F(SessionCredentials, ALoginAgainAsksAndResumesWithTheFreshOne) {
  log_in();
  rig.server.password = source.password = "second";
  rig.server.drop();
  rig.timers.advance(2000);
  EXPECT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(source.asked, std::vector{false});
  EXPECT_EQ(rig.server.resumptions, 1) << "the same session goes on";
}

TEST_F(SessionCredentials, ARefusedOneIsFetchedAgainOnce) {
  source.password = "secret";
  log_in("expired");
  EXPECT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(source.asked, std::vector{true});
  rig.server.drop();
  rig.timers.advance(2000);
  EXPECT_EQ(source.asked, (std::vector{true, false})) << "being online makes good";
}

TEST_F(SessionCredentials, RefusedTwiceIsTheEnd) {
  source.password = "expired, too";
  log_in("expired");
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "auth-failed");
  EXPECT_EQ(source.asked, std::vector{true});
  rig.timers.advance(600000);
  EXPECT_EQ(source.asked.size(), 1u);
}

TEST_F(SessionCredentials, ASignedOutVisitorClosesTheSession) {
  log_in();
  source.failure = {.code = "credentials-refused", .text = "401", .permanent = true};
  rig.server.drop();
  rig.timers.advance(2000);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "credentials-refused");
  EXPECT_EQ(rig.session.last_failure().text, "401");
}

TEST_F(SessionCredentials, ASiteThatCannotBeReachedIsAskedAgainAndNothingIsLost) {
  log_in();
  source.failure = {.code = "credentials-unreachable"};
  rig.server.drop();
  rig.timers.advance(3000);
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  EXPECT_TRUE(rig.session.send(SessionRig::message("kept")));
  source.failure = {};
  rig.timers.advance(120000);
  EXPECT_TRUE(rig.online());
  EXPECT_GE(source.asked.size(), 2u);
  EXPECT_EQ(rig.server.resumptions, 1);
  ASSERT_FALSE(rig.server.stanzas.empty());
  EXPECT_EQ(rig.server.stanzas.back().attr("id"), "kept");
}

TEST_F(SessionCredentials, AnAnswerAfterTheVisitorLeftIsVoidAndSilenceIsATimeout) {
  log_in();
  source.late = true;
  rig.server.drop();
  rig.timers.advance(2000);
  ASSERT_EQ(source.asked.size(), 1u);
  rig.session.disconnect();
  source.answer();
  rig.timers.advance(1000);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "closed");

  source.late = false;
  log_in();
  source.late = true;
  rig.server.drop();
  rig.timers.advance(2000);
  ASSERT_EQ(source.asked.size(), 2u);
  rig.timers.advance(30000);
  EXPECT_EQ(rig.code(), "timeout");
  EXPECT_GT(source.asked.size(), 1u);
}

}  // namespace
}  // namespace confab::xmpp
