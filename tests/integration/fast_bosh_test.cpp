// SPDX-License-Identifier: MIT
// XEP-0388 and its tokens (XEP-0484) over BOSH, before real Prosody and real ejabberd.
#include "integration/native_session.h"

namespace confab::xmpp {
namespace {

using test::NativeSession;
using test::Server;

class TokensOverBosh : public testing::TestWithParam<Server> {
 protected:
  void SetUp() override {
    ASSERT_FALSE(GetParam().bosh.empty())
        << "no servers: start these tests by tests/integration/run.sh";
  }
  SessionConfig config(Transport transport) const {
    auto c = NativeSession::config("dave@localhost", GetParam().url);
    c.bosh_url = GetParam().bosh;
    c.transports = {transport};
    c.user_agent_id = "1c1f2f3e-6a55-4f0e-8b1e-2f4f5a5b5c5d";
    return c;
  }
  // True: signed in by the token alone. Notes what becomes of it.
  bool by_token(Transport transport) {
    auto c = config(transport);
    c.password.clear();
    c.fast_token = token;
    NativeSession next(loop);
    const auto keep = next.session.on_fast_token.connect([&](auto& t) { token = t; });
    const bool online = next.log_in(c);
    EXPECT_TRUE(online) << next.session.last_failure().code
                        << next.session.last_failure().condition;
    next.session.disconnect();
    next.wait([&] { return next.session.state() == SessionState::Closed; });
    return online;
  }
  platform::Loop loop;
  FastToken token;
};
INSTANTIATE_TEST_SUITE_P(Servers, TokensOverBosh,
                         testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

TEST_P(TokensOverBosh, OneIsGivenUsedByBothTransportsAndMadeVoid) {
  {
    NativeSession first(loop);
    std::vector<std::string> wire;
    const auto tap = first.session.on_wire.connect([&](bool out, std::string_view frame) {
      wire.push_back((out ? "> " : "< ") + std::string(frame));
    });
    const auto keep = first.session.on_fast_token.connect([&](auto& t) { token = t; });
    const bool online = first.log_in(config(Transport::Bosh));
    std::string all;
    for (const auto& line : wire) all += line + "\n";
    ASSERT_TRUE(online) << first.session.last_failure().condition << all;
    EXPECT_EQ(first.session.transport(), "bosh");
    // ejabberd 24.12 gives its BOSH streams none of the listener's options, and so offers no SASL2.
    if (all.find("<authentication") == all.npos) {
      EXPECT_EQ(GetParam().name, "ejabberd") << all;
      EXPECT_NE(all.find("> <auth "), all.npos) << all;
      return;
    }
    EXPECT_NE(all.find("> <authenticate"), all.npos) << all;
    EXPECT_EQ(all.find("davepass"), all.npos);
    ASSERT_FALSE(token.empty()) << all;
    first.message(first.session.jid(), "over it");
    EXPECT_TRUE(first.wait([&] { return first.messages.size() == 1; }));
    first.session.disconnect();
    first.wait([&] { return first.session.state() == SessionState::Closed; });
  }
  EXPECT_TRUE(by_token(Transport::Bosh));
  EXPECT_TRUE(by_token(Transport::WebSocket));
  EXPECT_TRUE(by_token(Transport::Bosh));
  const FastToken last = token;
  {
    NativeSession leaving(loop);
    auto c = config(Transport::Bosh);
    c.fast_token = token;
    ASSERT_TRUE(leaving.log_in(c));
    leaving.session.log_out();
    leaving.wait([&] { return leaving.session.state() == SessionState::Closed; });
    loop.run_for(1500);
  }
  auto c = config(Transport::Bosh);
  c.password.clear();
  c.fast_token = last;
  c.fast_token.counter += 5;
  NativeSession late(loop);
  EXPECT_FALSE(late.log_in(c));
  EXPECT_EQ(late.session.last_failure().code, "token-refused");
}

}  // namespace
}  // namespace confab::xmpp
