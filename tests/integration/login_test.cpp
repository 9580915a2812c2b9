// SPDX-License-Identifier: MIT
// Every way of logging in against real Prosody and real ejabberd.
#include "integration/native_session.h"
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
