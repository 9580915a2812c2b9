// SPDX-License-Identifier: MIT
// Options: each key that the core reads arrives where it acts, and what is missing keeps defaults.
#include "app/options.h"

#include <gtest/gtest.h>

namespace confab::app {
namespace {

AppOptions read(const char* text) {
  auto json = Json::parse(text);
  EXPECT_TRUE(json.ok()) << text;
  return read_options(json ? *json : Json());
}

TEST(Options, DefaultsStayWhenKeysAreMissing) {
  const auto o = read("{}");
  EXPECT_EQ(o.authentication, "login");
  EXPECT_TRUE(o.shell.login_form);
  EXPECT_TRUE(o.session.stream_management);
  EXPECT_EQ(o.session.reconnect_min_ms, 500);
  EXPECT_EQ(o.session.ping_interval_ms, 60000);
  EXPECT_TRUE(o.account.auto_join_rooms.empty());
}

TEST(Options, GuestJidIsItsDomain) {
  const auto o = read(R"({"authentication":"anonymous","jid":"someone@guest.example/x"})");
  EXPECT_EQ(o.session.auth, xmpp::AuthMethod::Anonymous);
  EXPECT_EQ(o.session.jid.str(), "guest.example");
  EXPECT_TRUE(o.shell.anonymous);
  EXPECT_FALSE(o.shell.login_form);
}

TEST(Options, WhoeverElseSaysWhoTheVisitorIsIsNotOutlivedByTokens) {
  EXPECT_TRUE(read(R"({"jid":"ann@chat.example"})").session.fast);
  EXPECT_FALSE(read(R"({"authentication":"external","jid":"ann@chat.example"})").session.fast);
  EXPECT_FALSE(read(R"({"credentials_url":"https://site.example/me"})").session.fast);
}

TEST(Options, RoomsAreTakenAsTextOrObjects) {
  const auto o = read(R"({"auto_join_rooms":["a@muc.example",{"jid":"b@muc.example","nick":"Bo",
    "password":"s"},"c@muc.example/Cy",5,{"nick":"nobody"},"@@"]})");
  ASSERT_EQ(o.account.auto_join_rooms.size(), 3u);
  EXPECT_EQ(o.account.auto_join_rooms[0].room.str(), "a@muc.example");
  EXPECT_EQ(o.account.auto_join_rooms[1].nick, "Bo");
  EXPECT_EQ(o.account.auto_join_rooms[1].password, "s");
  EXPECT_EQ(o.account.auto_join_rooms[2].nick, "Cy");
}

TEST(Options, WhoseSuggestionsAreFollowedIsAListOfAddresses) {
  const auto o =
      read(R"({"roster_sources":["groups.chat.example","hr@chat.example/desk","@@",7]})");
  ASSERT_EQ(o.account.roster_sources.size(), 2u);
  EXPECT_EQ(o.account.roster_sources[0].str(), "groups.chat.example");
  EXPECT_EQ(o.account.roster_sources[1].str(), "hr@chat.example");
}

TEST(Options, SecondsAndMillisecondsAreNotMixedUp) {
  const auto o = read(R"({"ping_interval":25,"stanza_timeout":7000,
    "reconnect":{"min_ms":100,"max_ms":900,"jitter":0.1}})");
  EXPECT_EQ(o.session.ping_interval_ms, 25000);
  EXPECT_EQ(o.session.stanza_timeout_ms, 7000);
  EXPECT_EQ(o.session.reconnect_min_ms, 100);
  EXPECT_EQ(o.session.reconnect_max_ms, 900);
  EXPECT_DOUBLE_EQ(o.session.reconnect_jitter, 0.1);
}

TEST(Options, SwitchedOffRoomsHideTheirControls) {
  EXPECT_FALSE(read(R"({"blacklisted_plugins":["converse-muc"]})").shell.allow_muc);
  EXPECT_FALSE(read(R"({"blacklisted_plugins":["muc"]})").shell.allow_muc);
  EXPECT_TRUE(read(R"({"blacklisted_plugins":["omemo"]})").shell.allow_muc);
}

TEST(SignInJid, UsesDefaultAndLockedDomains) {
  ui::ShellOptions plain;
  EXPECT_EQ(sign_in_jid(" ann@chat.example ", plain)->str(), "ann@chat.example");
  EXPECT_FALSE(sign_in_jid("ann", plain));
  EXPECT_FALSE(sign_in_jid("chat.example", plain));
  EXPECT_FALSE(sign_in_jid("", plain));
  ui::ShellOptions with_default;
  with_default.default_domain = "chat.example";
  EXPECT_EQ(sign_in_jid("ann", with_default)->str(), "ann@chat.example");
  EXPECT_EQ(sign_in_jid("ann@other.example", with_default)->str(), "ann@other.example");
  ui::ShellOptions locked;
  locked.locked_domain = "chat.example";
  EXPECT_EQ(sign_in_jid("ann@evil.example", locked)->str(), "ann@chat.example");
}

TEST(Options, WhereAccountsAreMade) {
  ui::ShellOptions o;
  EXPECT_FALSE(registration_jid("ann", o));
  EXPECT_EQ(registration_jid("ann@there.example/phone", o)->str(), "ann@there.example");
  o.default_domain = "home.example";
  EXPECT_EQ(registration_jid("ann", o)->str(), "ann@home.example");
  o.locked_domain = "only.example";
  EXPECT_EQ(registration_jid("ann@there.example", o)->str(), "ann@only.example");
  o.registration_domain = "new.example";
  EXPECT_EQ(registration_jid("ann@there.example", o)->str(), "ann@new.example");
  EXPECT_FALSE(registration_jid("", o));
}

}  // namespace
}  // namespace confab::app
