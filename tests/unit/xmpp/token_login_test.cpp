// SPDX-License-Identifier: MIT
// Logging in with a token: OAUTHBEARER, X-OAUTH2, and a JWT in the password's place.
#include <gtest/gtest.h>

#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

constexpr char kJwt[] = "eyJhbGciOiJIUzI1NiJ9.eyJqaWQiOiJhIn0.c2ln";

SessionConfig token_config(const std::string& token, const std::string& mechanism = "auto") {
  auto c = test::SessionRig::config();
  c.password.clear();
  c.auth = AuthMethod::Token;
  c.token = token;
  c.token_mechanism = mechanism;
  return c;
}

struct Way {
  std::vector<std::string> offered;
  const char *token, *wish, *used;  // "": none
};
const Way kWays[] = {
    {{"PLAIN", "X-OAUTH2", "OAUTHBEARER", "SCRAM-SHA-1"}, "opaque", "auto", "OAUTHBEARER"},
    {{"PLAIN", "X-OAUTH2"}, "opaque", "auto", "X-OAUTH2"},
    {{"PLAIN", "X-OAUTH2"}, kJwt, "auto", "PLAIN"},
    {{"PLAIN", "X-OAUTH2"}, kJwt, "X-OAUTH2", "X-OAUTH2"},
    {{"PLAIN", "OAUTHBEARER"}, "opaque", "PLAIN-JWT", "PLAIN"},
    {{"PLAIN", "OAUTHBEARER"}, kJwt, "OAUTHBEARER", "OAUTHBEARER"},
    {{"SCRAM-SHA-1", "PLAIN"}, "opaque", "auto", ""},
    {{"SCRAM-SHA-1"}, kJwt, "PLAIN-JWT", ""},
};

TEST(TokenLogin, IsPresentedAsTheServerTakesIt) {
  for (const bool sasl2 : {true, false}) {
    for (const Way& way : kWays) {
      test::SessionRig rig;
      rig.server.sasl2.on = sasl2;
      rig.server.mechanisms = way.offered;
      rig.server.token = way.token;
      rig.log_in(token_config(way.token, way.wish));
      std::string used;
      for (const auto& f : rig.server.frames)
        if (const auto e = xml::parse(f); e.ok() && e->has_attr("mechanism"))
          used = e->attr("mechanism");
      EXPECT_EQ(used, way.used);
      EXPECT_EQ(rig.online(), *way.used != 0) << rig.code();
      if (!*way.used) {
        EXPECT_EQ(rig.code(), "no-mechanism");
      }
    }
  }
}

TEST(TokenLogin, ARefusedTokenHasACodeOfItsOwn) {
  for (const bool sasl2 : {true, false}) {
    for (const char* mechanism : {"OAUTHBEARER", "X-OAUTH2", "PLAIN"}) {
      test::SessionRig rig;
      rig.server.sasl2.on = sasl2;
      rig.server.mechanisms = {mechanism};
      rig.server.token = "another";
      rig.log_in(token_config("expired", mechanism == std::string("PLAIN") ? "PLAIN-JWT" : "auto"));
      EXPECT_EQ(rig.code(), "token-refused") << mechanism;
      EXPECT_TRUE(rig.session.last_failure().permanent);
      EXPECT_EQ(rig.session.last_failure().condition, "not-authorized");
      if (mechanism == std::string("OAUTHBEARER")) {
        EXPECT_EQ(rig.session.last_failure().text, "invalid_token");
        EXPECT_EQ(xml::parse(rig.server.frames.back())->text(), "AQ==");  // RFC 7628 3.2.3: ^A
      }
    }
  }
}

TEST(TokenLogin, IsNotShownToWhoListensIn) {
  for (const char* mechanism : {"OAUTHBEARER", "X-OAUTH2", "PLAIN"}) {
    test::SessionRig rig;
    rig.server.mechanisms = {mechanism};
    auto c = token_config(kJwt, mechanism == std::string("PLAIN") ? "PLAIN-JWT" : mechanism);
    c.websocket_url = "ws://example.org/ws";
    rig.log_in(c);
    EXPECT_EQ(rig.code(), "insecure-mechanism") << mechanism;
  }
}

TEST(TokenLogin, OfAnotherAccountIsNotAccepted) {
  test::SessionRig rig;
  rig.server.sasl2.on = true;
  rig.server.mechanisms = {"OAUTHBEARER"};
  rig.server.token = "t";
  rig.server.sasl2.authorize_as = "mallory@example.org";
  rig.log_in(token_config("t"));
  EXPECT_EQ(rig.code(), "token-refused");
  EXPECT_EQ(rig.session.last_failure().condition, "other-account");
}

TEST(TokenLogin, AFastTokenFromTheSite) {
  test::SessionRig rig;
  rig.server.sasl2.on = true;
  rig.server.sasl2.token = "from the site";
  rig.server.sasl2.user_agent = "d4565fa7-4d72-4749-b3d3-740edbf87770";
  auto c = token_config("from the site", "FAST");
  c.user_agent_id = rig.server.sasl2.user_agent;
  rig.log_in(c);
  EXPECT_TRUE(rig.online()) << rig.code();
  rig.server.sasl2.token = "revoked";
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "token-refused");
}

TEST(TokenLogin, NoTokenIsNotTried) {
  test::SessionRig rig;
  rig.server.mechanisms = {"OAUTHBEARER"};
  rig.log_in(token_config(""));
  EXPECT_EQ(rig.code(), "auth-failed");
  EXPECT_EQ(rig.session.last_failure().condition, "no-credentials");
}

}  // namespace
}  // namespace confab::xmpp
