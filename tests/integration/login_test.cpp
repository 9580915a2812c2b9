// SPDX-License-Identifier: MIT
// Every way of logging in against real Prosody and real ejabberd.
#include <algorithm>
#include <cstdlib>

#include "integration/native_session.h"
#include "integration/proxy.h"
#include "platform/native/tcp.h"

namespace confab::xmpp {
namespace {

using test::NativeSession;
using test::Server;

class Login : public testing::TestWithParam<Server> {
 protected:
  void SetUp() override {
    ASSERT_FALSE(GetParam().url.empty())
        << "no servers: start these tests by tests/integration/run.sh";
  }
  SessionConfig config(const std::string& jid) const {
    return NativeSession::config(jid, GetParam().url);
  }
  platform::Loop loop;
};
INSTANTIATE_TEST_SUITE_P(Servers, Login, testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

// run.sh makes this account with the first spelling; each of them is the same password.
TEST_P(Login, APasswordIsTheSameInEverySpelling) {
  for (const char* password : {"p\u00E4\u00AAss e\u0301", "pa\u0308ass\u00A0\u00E9",
                               "p\u00E4\u00ADass\u2003\u00E9", "p\u00E4a\u017Fs \u00E9"}) {
    for (const char* mechanism : {"PLAIN", ""}) {
      NativeSession unicode(loop);
      auto c = config("unicode@localhost");
      c.password = password;
      if (*mechanism) c.sasl_mechanisms = {mechanism};
      EXPECT_TRUE(unicode.log_in(c))
          << password << mechanism << unicode.session.last_failure().condition;
    }
  }
  NativeSession other(loop);
  auto c = config("unicode@localhost");
  c.password = "p\u00E4ass e";
  EXPECT_FALSE(other.log_in(c));
  EXPECT_EQ(other.session.last_failure().code, "auth-failed");
}

// Frames both ways, without what is secret in them.
struct Wire {
  std::vector<std::string> lines;
  Connection listener;
  explicit Wire(Session& session)
      : listener(session.on_wire.connect([this](bool out, std::string_view frame) {
          lines.push_back((out ? "> " : "< ") + std::string(frame));
        })) {}
  size_t count(std::string_view start) const {
    size_t n = 0;
    for (const auto& line : lines) n += line.starts_with(start);
    return n;
  }
  std::string all() const {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
  }
};

TEST_P(Login, Sasl2BindsAndEnablesInOneStep) {
  NativeSession alice(loop);
  Wire wire(alice.session);
  alice.session.set_inline({"urn:xmpp:carbons:2"});
  ASSERT_TRUE(alice.log_in(config("alice@localhost"))) << alice.session.last_failure().condition;
  EXPECT_EQ(wire.count("> <open"), 1u) << wire.all();
  EXPECT_EQ(wire.count("> <authenticate"), 1u);
  EXPECT_EQ(wire.count("> <iq"), 0u) << wire.all();
  EXPECT_EQ(wire.count("> <enable"), 0u);
  EXPECT_TRUE(alice.session.resumable());
  EXPECT_TRUE(alice.session.enabled_inline("urn:xmpp:carbons:2"));
  EXPECT_FALSE(alice.session.features().children().empty());
  EXPECT_EQ(wire.all().find("alicepass"), std::string::npos);
}

TEST_P(Login, TwoPagesDoNotThrowEachOtherOut) {
  NativeSession one(loop), two(loop);
  auto c = config("bob@localhost");
  ASSERT_TRUE(one.log_in(c));
  ASSERT_TRUE(two.log_in(c));
  loop.run_for(300);
  EXPECT_TRUE(one.online() && two.online());
  EXPECT_NE(one.session.jid().str(), two.session.jid().str());
  one.message(two.session.jid(), "from page to page");
  // Beside what a server may have kept for bob from an earlier test.
  EXPECT_TRUE(two.wait([&] {
    return std::any_of(two.messages.begin(), two.messages.end(),
                       [](const xml::Element& e) { return e.attr("id") == "from page to page"; });
  }));
}

TEST_P(Login, CarbonsEnabledInlineArrive) {
  NativeSession desk(loop), phone(loop), bob(loop);
  desk.session.set_inline({"urn:xmpp:carbons:2"});
  bool carbon = false;
  const auto listener = desk.session.on_stanza.connect(
      [&](auto& e) { carbon |= e.child("sent", "urn:xmpp:carbons:2") != nullptr; });
  ASSERT_TRUE(desk.log_in(config("carol@localhost")));
  ASSERT_TRUE(phone.log_in(config("carol@localhost")));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  phone.message(bob.session.jid(), "seen on the desk too");
  EXPECT_TRUE(desk.wait([&] { return carbon; }));
}

// A token, used once, then again from a page that was loaded anew; then it is made void.
TEST_P(Login, FastTokenInsteadOfThePassword) {
  FastToken token;
  auto c = config("dave@localhost");
  c.user_agent_id = "9f1c2f3e-6a55-4f0e-8b1e-2f4f5a5b5c5d";
  NativeSession first(loop);
  const auto keep = first.session.on_fast_token.connect([&](auto& t) { token = t; });
  ASSERT_TRUE(first.log_in(c)) << first.session.last_failure().condition;
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(token.mechanism, "HT-SHA-256-NONE");
  EXPECT_GT(token.expires_ms, loop.wall_ms());
  first.session.disconnect();
  first.wait([&] { return first.session.state() == SessionState::Closed; });

  c.password.clear();
  c.fast_token = token;
  NativeSession second(loop);
  Wire wire(second.session);
  const auto keep2 = second.session.on_fast_token.connect([&](auto& t) { token = t; });
  ASSERT_TRUE(second.log_in(c)) << second.session.last_failure().condition << wire.all();
  // Both before the server's first word: one round trip.
  ASSERT_GE(wire.lines.size(), 2u);
  EXPECT_TRUE(wire.lines[0].starts_with("> <open")) << wire.all();
  EXPECT_TRUE(wire.lines[1].starts_with("> <authenticate")) << wire.all();
  EXPECT_EQ(wire.count("> <response"), 0u);
  EXPECT_GE(token.counter, 1u);
  EXPECT_EQ(wire.all().find(token.token), std::string::npos);

  second.session.log_out();
  EXPECT_TRUE(token.empty());
  second.wait([&] { return second.session.state() == SessionState::Closed; });
  loop.run_for(1000);
  NativeSession third(loop);
  ++c.fast_token.counter;
  ++c.fast_token.counter;
  EXPECT_FALSE(third.log_in(c));
  EXPECT_EQ(third.session.last_failure().code, "token-refused");
  c.password = "davepass";  // typed, then
  NativeSession fourth(loop);
  EXPECT_TRUE(fourth.log_in(c)) << fourth.session.last_failure().condition;
}

TEST_P(Login, ResumesInOneRoundTripByToken) {
  const auto target = platform::split_url(GetParam().url);
  test::Proxy proxy(loop, std::stoi(target->port));
  NativeSession alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.websocket_url = "ws://127.0.0.1:" + std::to_string(proxy.port()) + target->path;
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
  loop.run_for(200);
  const Jid before = alice.session.jid();
  Wire wire(alice.session);
  proxy.cut_now();
  ASSERT_TRUE(alice.wait([&] { return !alice.online(); }));
  bob.message(before, "while away");
  ASSERT_TRUE(alice.wait([&] { return alice.online(); }, 30000)) << wire.all();
  EXPECT_EQ(alice.events.back(), SessionEvent::Resumed) << wire.all();
  EXPECT_EQ(wire.count("> <authenticate"), 1u) << wire.all();
  EXPECT_EQ(wire.count("> <resume"), 0u) << wire.all();
  EXPECT_EQ(alice.session.jid(), before);
  EXPECT_TRUE(alice.wait([&] { return alice.messages.size() == 1; }));
  alice.message(bob.session.jid(), "back");
  EXPECT_TRUE(bob.wait([&] { return bob.messages.size() == 1; }));
}

TEST_P(Login, WithoutSasl2AsBefore) {
  NativeSession alice(loop);
  Wire wire(alice.session);
  auto c = config("alice@localhost");
  c.sasl2 = false;
  ASSERT_TRUE(alice.log_in(c));
  EXPECT_EQ(wire.count("> <auth "), 1u);
  EXPECT_EQ(wire.count("> <open"), 2u);
}

TEST_P(Login, ScramKeysInsteadOfThePassword) {
  ScramKeys keys;
  NativeSession first(loop), second(loop);
  const auto keep = first.session.on_scram_keys.connect([&](auto& k) { keys = k; });
  auto c = config("erin@localhost");
  c.fast = false;
  ASSERT_TRUE(first.log_in(c));
  ASSERT_FALSE(keys.client_key.empty());
  c.password.clear();
  c.scram_keys = keys;
  EXPECT_TRUE(second.log_in(c)) << second.session.last_failure().condition;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  EXPECT_TRUE(value && *value) << name << ": start these tests by tests/integration/run.sh";
  return value ? value : "";
}

SessionConfig token_config(const std::string& jid, const Server& server, const char* variable) {
  auto c = NativeSession::config(jid, server.url);
  c.password.clear();
  c.auth = AuthMethod::Token;
  c.token = environment(variable);
  return c;
}

TEST(OnProsody, LogsInByOAuthBearer) {
  platform::Loop loop;
  for (const bool sasl2 : {true, false}) {
    NativeSession alice(loop);
    auto c = token_config("alice@localhost", test::prosody(), "CONFAB_OAUTH_TOKEN");
    c.sasl2 = sasl2;
    ASSERT_TRUE(alice.log_in(c)) << alice.session.last_failure().code
                                 << alice.session.last_failure().condition;
    EXPECT_EQ(alice.session.jid().bare_str(), "alice@localhost");
    NativeSession other(loop);
    c.jid = *Jid::parse("bob@localhost");  // alice's token
    EXPECT_FALSE(other.log_in(c));
    EXPECT_EQ(other.session.last_failure().code, "token-refused");
    c = token_config("alice@localhost", test::prosody(), "CONFAB_OAUTH_TOKEN");
    c.sasl2 = sasl2;
    c.token = "secret-token:AAAA";
    EXPECT_FALSE(other.log_in(c));
    EXPECT_EQ(other.session.last_failure().code, "token-refused");
  }
}

TEST(OnEjabberd, LogsInByXOAuth2) {
  platform::Loop loop;
  for (const bool sasl2 : {true, false}) {
    NativeSession alice(loop);
    auto c = token_config("alice@localhost", test::ejabberd(), "CONFAB_X_OAUTH2");
    c.sasl2 = sasl2;
    ASSERT_TRUE(alice.log_in(c)) << alice.session.last_failure().code
                                 << alice.session.last_failure().condition;
    c.token = "AAAA";
    EXPECT_FALSE(alice.log_in(c));
    EXPECT_EQ(alice.session.last_failure().code, "token-refused");
  }
}

TEST(OnEjabberd, LogsInByJwt) {
  platform::Loop loop;
  for (const bool sasl2 : {true, false}) {
    NativeSession visitor(loop);
    auto c = token_config("visitor@jwt.localhost", test::ejabberd(), "CONFAB_JWT");
    c.sasl2 = sasl2;
    ASSERT_TRUE(visitor.log_in(c))
        << visitor.session.last_failure().code << visitor.session.last_failure().condition;
    EXPECT_EQ(visitor.session.jid().bare_str(), "visitor@jwt.localhost");
    for (const char* bad : {"CONFAB_JWT_EXPIRED", "CONFAB_JWT_FOREIGN"}) {
      c.token = environment(bad);
      EXPECT_FALSE(visitor.log_in(c)) << bad;
      EXPECT_EQ(visitor.session.last_failure().code, "token-refused") << bad;
    }
    c = token_config("another@jwt.localhost", test::ejabberd(), "CONFAB_JWT");
    c.sasl2 = sasl2;
    EXPECT_FALSE(visitor.log_in(c));
    EXPECT_EQ(visitor.session.last_failure().code, "token-refused");
  }
}

// Prosody alone has a host for it; see tests/servers/README.md.
TEST(OnProsody, LogsInByExternal) {
  platform::Loop loop;
  ASSERT_FALSE(test::prosody().url.empty());
  NativeSession somebody(loop);
  auto c = NativeSession::config("somebody@external.localhost", test::prosody().url);
  c.password.clear();
  c.auth = AuthMethod::External;
  ASSERT_TRUE(somebody.log_in(c)) << somebody.session.last_failure().condition;
  EXPECT_EQ(somebody.session.jid().bare_str(), "somebody@external.localhost");
  c.jid = *Jid::parse("nobody@external.localhost");
  EXPECT_FALSE(somebody.log_in(c));
  EXPECT_EQ(somebody.session.last_failure().code, "auth-failed");
}

}  // namespace
}  // namespace confab::xmpp
