// SPDX-License-Identifier: MIT
// FAST (XEP-0484): tokens used, rotated, refused, forged, replayed and made void.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/xmpp/sasl2_rig.h"

namespace confab::xmpp {
namespace {

using test::Sasl2Rig;

TEST(Fast, ATokenLogsInWithoutAPassword) {
  Sasl2Rig rig;
  rig.log_in();
  ASSERT_EQ(rig.tokens.size(), 1u);
  const auto c = rig.with_token();
  rig.session.connect(c);
  rig.heard();
  rig.timers.advance(100);
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.authenticate().attr("mechanism"), "HT-SHA-256-NONE");
  EXPECT_EQ(rig.authenticate().child("fast")->attr("count"), "1");
  // The count was told before it was used, so that no other tab or visit uses it again.
  ASSERT_EQ(rig.tokens.size(), 2u);
  EXPECT_EQ(rig.tokens[1].counter, 1u);
  EXPECT_EQ(rig.tokens[1].token, rig.tokens[0].token);
}

TEST(Fast, RotationReplacesTheToken) {
  Sasl2Rig rig;
  rig.log_in();
  rig.server.sasl2.rotate = true;
  rig.log_in(rig.with_token());
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.tokens.back().token, "secret-token-2");
  EXPECT_EQ(rig.tokens.back().counter, 0u);
  rig.log_in(rig.with_token());
  EXPECT_TRUE(rig.online());
}

TEST(Fast, ARefusedTokenIsForgottenAndThePasswordDoes) {
  for (const char* condition : {"not-authorized", "credentials-expired", "malformed-request"}) {
    Sasl2Rig rig;
    rig.log_in();
    auto c = rig.with_token();
    c.password = "secret";
    rig.server.sasl2.fast_failure = condition;
    const size_t logins = static_cast<size_t>(rig.server.logins);
    rig.log_in(c);
    ASSERT_TRUE(rig.online()) << condition << rig.code();
    EXPECT_EQ(rig.server.logins, static_cast<int>(logins) + 1);
    EXPECT_EQ(rig.authenticate().attr("mechanism"), "SCRAM-SHA-256");
    const auto n = rig.tokens.size();
    ASSERT_GE(n, 2u);
    EXPECT_TRUE(rig.tokens[n - 2].empty());  // forgotten, then a new one
    EXPECT_EQ(rig.tokens[n - 1].token, "secret-token-2");
  }
}

TEST(Fast, ARefusedTokenAloneEndsTheLogin) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  rig.server.sasl2.token = "revoked meanwhile";
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "token-refused");
  EXPECT_TRUE(rig.session.last_failure().permanent);
  EXPECT_TRUE(rig.tokens.back().empty());
}

TEST(Fast, ATokenForAnotherBrowserOrPlayedAgainIsRefused) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  c.user_agent_id = "00000000-0000-4000-8000-000000000000";
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "token-refused");
  Sasl2Rig again;
  again.log_in();
  auto first = again.with_token();
  again.log_in(first);
  ASSERT_TRUE(again.online());
  again.log_in(first);  // the same count: as who recorded it would
  EXPECT_EQ(again.code(), "token-refused");
}

TEST(Fast, AnExpiredTokenIsNotEvenTried) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  c.fast_token.expires_ms = rig.clock.wall_ms() - 1;
  c.password = "secret";
  rig.heard();
  rig.log_in(c);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.count(rig.heard(), "<fast"), 0u);
}

TEST(Fast, IsForConfidentialTransportsOnly) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  c.password = "secret";
  c.websocket_url = "ws://example.org/ws";
  rig.heard();
  rig.log_in(c);
  ASSERT_TRUE(rig.online());
  const auto heard = rig.heard();
  EXPECT_EQ(rig.count(heard, "HT-SHA-256"), 0u);
  EXPECT_EQ(rig.count(heard, "request-token"), 0u);
  EXPECT_EQ(rig.count(heard, " from="), 0u);
}

TEST(Fast, SwitchedOffMeansNoTokens) {
  Sasl2Rig rig;
  auto c = Sasl2Rig::config();
  c.fast = false;
  rig.log_in(c);
  ASSERT_TRUE(rig.online());
  EXPECT_TRUE(rig.tokens.empty());
  EXPECT_EQ(rig.count(rig.server.frames, "request-token"), 0u);
}

TEST(Fast, TheServerHasToKnowTheTokenToo) {
  for (const bool silent : {true, false}) {
    Sasl2Rig rig;
    rig.log_in();
    rig.server.sasl2.forge_responder = !silent;
    rig.server.sasl2.no_responder = silent;
    auto c = rig.with_token();
    c.password = "secret";  // not given to an impostor either
    rig.log_in(c);
    EXPECT_EQ(rig.code(), "server-signature");
    EXPECT_EQ(rig.session.state(), SessionState::Closed);
  }
}

TEST(Fast, ATemporaryFailureKeepsTheToken) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  rig.server.sasl2.fast_failure = "temporary-auth-failure";
  rig.log_in(c);
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  EXPECT_FALSE(rig.tokens.back().empty());
  rig.server.sasl2.fast_failure.clear();
  rig.timers.advance(600);
  EXPECT_TRUE(rig.online());
}

TEST(Fast, AServerThatMustSpeakFirstIsGivenTheTime) {
  Sasl2Rig rig;
  rig.log_in();
  auto c = rig.with_token();
  rig.server.first_frame = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
  rig.log_in(c);
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  rig.server.first_frame.clear();
  rig.heard();
  rig.timers.advance(600);
  ASSERT_TRUE(rig.online()) << rig.code();
  const auto heard = rig.heard();
  EXPECT_EQ(rig.count(heard, "HT-SHA-256-NONE"), 1u);
}

TEST(Fast, ATokenForAnotherAccountIsNotAccepted) {
  Sasl2Rig rig;
  rig.log_in();
  rig.server.sasl2.authorize_as = "mallory@example.org";
  rig.log_in(rig.with_token());
  EXPECT_EQ(rig.code(), "token-refused");
  EXPECT_EQ(rig.session.last_failure().condition, "other-account");
}

TEST(Fast, LoggingOutMakesTheServerForget) {
  Sasl2Rig rig;
  rig.log_in();
  rig.session.log_out();
  EXPECT_TRUE(rig.tokens.back().empty());
  rig.timers.advance(100);
  EXPECT_EQ(rig.server.sasl2.revoked, 1);
  EXPECT_TRUE(rig.server.sasl2.token.empty());
  rig.timers.advance(2000);  // this server answers its newest stream only
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "closed");
  rig.timers.advance(20000);
  EXPECT_EQ(rig.events.back(), SessionEvent::Closed);
}

TEST(Fast, LoggingOutWithoutATokenOrAServerIsJustLoggingOut) {
  Sasl2Rig rig;
  rig.session.log_out();  // nothing yet
  rig.server.sasl2.fast = false;
  rig.log_in();
  const auto sockets = rig.network.connections.size();
  rig.session.log_out();
  rig.timers.advance(100);
  EXPECT_EQ(rig.network.connections.size(), sockets);
  rig.server.sasl2.fast = true;
  rig.log_in();
  rig.network.on_connect = [](auto& c) { c->close(); };
  rig.session.log_out();
  rig.timers.advance(20000);
  EXPECT_EQ(rig.server.sasl2.revoked, 0);
  EXPECT_EQ(rig.code(), "closed");
}

TEST(Fast, NoSecretsInTheWireLog) {
  Sasl2Rig rig;
  rig.record_wire();
  rig.log_in();
  rig.log_in(rig.with_token());
  ASSERT_TRUE(rig.online());
  std::string all;
  for (const auto& line : rig.wire) all += line + "\n";
  EXPECT_NE(all.find("<authenticate"), std::string::npos);
  EXPECT_EQ(all.find("secret-token"), std::string::npos);
  EXPECT_EQ(all.find("YWxpY2UA"), std::string::npos);  // alice NUL
  EXPECT_EQ(all.find("bixuPWFsaWNl"), std::string::npos);
}

// Until there is another one the old one is kept, and has to be forgotten like any.
TEST(Fast, WhoLogsOutWhileATokenIsRenewedLeavesNone) {
  Sasl2Rig rig;
  rig.log_in();
  rig.timers.advance(500);
  ASSERT_FALSE(rig.tokens.back().empty());
  rig.session.set_password("other");
  rig.session.log_out();
  EXPECT_TRUE(rig.tokens.back().empty());
}

// A server may have made it void with the password; a page that is loaded next would ask for that.
TEST(Fast, ANewPasswordMeansANewToken) {
  Sasl2Rig rig;
  rig.log_in();
  rig.session.send(Sasl2Rig::message("m1"));
  rig.timers.advance(500);
  rig.server.password = "other";
  rig.server.sasl2.token.clear();
  rig.session.set_password("other");
  rig.session.send(Sasl2Rig::message("m2"));
  rig.timers.advance(500);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.authenticate().attr("mechanism"), "SCRAM-SHA-256");
  EXPECT_EQ(rig.tokens.back().token, "secret-token-2");
  EXPECT_EQ(rig.server.resumptions, 1);
  EXPECT_EQ(test::ids(rig.server.stanzas), (std::vector<std::string>{"m1", "m2"}));
  EXPECT_EQ(rig.events, (std::vector<SessionEvent>{SessionEvent::Bound, SessionEvent::Resumed}));
  EXPECT_EQ(rig.states.back(), SessionState::Online);
  EXPECT_EQ(std::count(rig.states.begin(), rig.states.end(), SessionState::Online), 1)
      << "nobody noticed";
  rig.log_in(rig.with_token());
  EXPECT_TRUE(rig.online());
}

}  // namespace
}  // namespace confab::xmpp
