// SPDX-License-Identifier: MIT
// XEP-0388 and its tokens (XEP-0484) over BOSH, where nothing can be said before the first answer.
#include <gtest/gtest.h>

#include "unit/xmpp/bosh_rig.h"

namespace confab::xmpp {
namespace {

using test::BoshRig;

struct TokensByBosh : testing::Test {
  TokensByBosh() { rig.server.sasl2.on = true; }
  SessionConfig with_token() {
    auto c = BoshRig::config();
    c.password.clear();
    c.fast_token = token;
    c.user_agent_id = rig.server.sasl2.user_agent;
    return c;
  }
  BoshRig rig;
  FastToken token;
  Connection listener = rig.session.on_fast_token.connect([this](auto& t) { token = t; });
};

TEST_F(TokensByBosh, OneIsGivenAndDoesInsteadOfThePassword) {
  rig.log_in();
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.server.sasl2.inline_binds, 1);
  ASSERT_FALSE(token.empty());
  rig.log_in(with_token());
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(token.counter, 1u);
  EXPECT_EQ(rig.session.transport(), "bosh");
  rig.say("one");
  rig.timers.advance(500);
  EXPECT_EQ(test::ids(rig.server.stanzas), std::vector<std::string>{"one"});
  EXPECT_EQ(rig.bosh.violations, 0);
}

TEST_F(TokensByBosh, OneOfTheOtherTransportDoes) {
  rig.log_in(test::SessionRig::config());
  ASSERT_FALSE(token.empty());
  rig.log_in(with_token());
  EXPECT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.session.transport(), "bosh");
}

TEST_F(TokensByBosh, LoggingOutMakesItVoid) {
  rig.log_in();
  ASSERT_FALSE(token.empty());
  rig.session.log_out();
  rig.timers.advance(2000);
  EXPECT_TRUE(token.empty());
  EXPECT_EQ(rig.server.sasl2.revoked, 1);
  rig.timers.advance(20000);
  EXPECT_EQ(rig.network.pending_fetches(), 0u);
}

}  // namespace
}  // namespace confab::xmpp
