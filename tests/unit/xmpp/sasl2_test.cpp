// SPDX-License-Identifier: MIT
// XEP-0388 with Bind 2, inline resumption and FAST: one step where there were five, and everything
// a server may get wrong or refuse on the way.
#include <gtest/gtest.h>

#include "base/strings.h"
#include "unit/xmpp/sasl2_rig.h"
#include "xmpp/stream/sasl.h"

namespace confab::xmpp {
namespace {

using test::Sasl2Rig;

TEST(Sasl2, LogsInBindsAndEnablesInOneStep) {
  Sasl2Rig rig;
  rig.log_in();
  ASSERT_TRUE(rig.online()) << rig.code();
  const auto heard = rig.heard();
  // <open/>, <authenticate/>, <response/>: no second <open/>, no <bind/>, no <enable/>.
  ASSERT_GE(heard.size(), 3u);
  EXPECT_EQ(rig.count(heard, "<open"), 1u);
  EXPECT_EQ(rig.count(heard, "<iq"), 0u);
  EXPECT_EQ(rig.count(heard, "<auth "), 0u);
  EXPECT_TRUE(rig.session.resumable());
  EXPECT_TRUE(rig.session.enabled_inline("urn:xmpp:carbons:2"));
  EXPECT_TRUE(rig.session.jid().resource().starts_with("confab-"));
  EXPECT_TRUE(rig.session.features().child("bind"));
  const auto request = rig.authenticate();
  EXPECT_EQ(request.attr("mechanism"), "SCRAM-SHA-256");
  const auto* agent = request.child("user-agent");
  ASSERT_TRUE(agent);
  EXPECT_EQ(agent->attr("id").size(), 36u);
  EXPECT_EQ(agent->child_text("software"), "Confab");
  ASSERT_EQ(rig.tokens.size(), 1u);
  EXPECT_EQ(rig.tokens[0].token, "secret-token-1");
  EXPECT_EQ(rig.tokens[0].mechanism, "HT-SHA-256-NONE");
  EXPECT_EQ(rig.tokens[0].expires_ms, 4102444800000);
}

TEST(Sasl2, IsNotUsedWhereSwitchedOffOrNotOffered) {
  for (const bool offered : {true, false}) {
    Sasl2Rig rig;
    rig.server.sasl2.on = offered;
    auto c = Sasl2Rig::config();
    c.sasl2 = !offered;
    rig.log_in(c);
    EXPECT_TRUE(rig.online());
    EXPECT_TRUE(rig.authenticate().empty());
    EXPECT_FALSE(rig.session.enabled_inline("urn:xmpp:carbons:2"));
    EXPECT_TRUE(rig.tokens.empty());
  }
}

TEST(Sasl2, DoesTheRestTheLongWayWhereNothingRidesAlong) {
  Sasl2Rig rig;
  rig.server.sasl2.bind = rig.server.sasl2.sm = rig.server.sasl2.fast = false;
  rig.log_in();
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.count(rig.server.frames, "<open"), 1u);
  EXPECT_EQ(rig.count(rig.server.frames, "xmpp-bind"), 1u);
  EXPECT_TRUE(rig.session.resumable());
  rig.server.drop();
  rig.timers.advance(1000);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.events.back(), SessionEvent::Resumed);
  EXPECT_EQ(rig.server.sasl2.inline_resumptions, 0);
}

TEST(Sasl2, EnablesWhatTheServerListsAndNoMore) {
  Sasl2Rig rig;
  rig.server.sasl2.features = {};
  rig.log_in();
  ASSERT_TRUE(rig.online());
  EXPECT_FALSE(rig.session.enabled_inline("urn:xmpp:carbons:2"));
  EXPECT_EQ(rig.server.sasl2.inline_binds, 1);
  EXPECT_TRUE(rig.session.resumable());  // by <enable/> of its own
}

TEST(Sasl2, AChosenResourceIsBoundTheLongWay) {
  Sasl2Rig rig;
  auto c = Sasl2Rig::config();
  c.jid = *Jid::parse("alice@example.org/kitchen");
  rig.log_in(c);
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.session.jid().resource(), "kitchen");
  EXPECT_EQ(rig.server.sasl2.inline_binds, 0);
}

TEST(Sasl2, InactiveIsSaidWithTheBinding) {
  Sasl2Rig rig;
  rig.session.set_active(false);
  rig.log_in();
  EXPECT_GE(rig.server.csi_inactive, 1);
}

TEST(Sasl2, OtherMechanismsWorkToo) {
  Sasl2Rig guest;
  guest.server.mechanisms = {"ANONYMOUS"};
  guest.server.user = "random-17";
  auto c = Sasl2Rig::config();
  c.jid = *Jid::parse("example.org");
  c.auth = AuthMethod::Anonymous;
  guest.log_in(c);
  EXPECT_TRUE(guest.online()) << guest.code();
  EXPECT_EQ(guest.session.jid().local(), "random-17");
  EXPECT_TRUE(guest.tokens.empty());  // guests have nothing to come back to
  Sasl2Rig plain;
  plain.server.mechanisms = {"PLAIN"};
  plain.log_in();
  EXPECT_TRUE(plain.online()) << plain.code();
}

TEST(Sasl2, ALostStreamIsResumedInOneRoundTrip) {
  Sasl2Rig rig;
  rig.log_in();
  rig.session.send(test::SessionRig::message("m1"));
  rig.timers.advance(10);
  rig.server.drop();
  rig.session.send(test::SessionRig::message("m2"));
  rig.heard();
  rig.timers.advance(600);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.events.back(), SessionEvent::Resumed);
  EXPECT_EQ(rig.server.sasl2.inline_resumptions, 1);
  const auto heard = rig.heard();
  // Both leave before the server has said a word.
  ASSERT_GE(heard.size(), 2u);
  EXPECT_TRUE(heard[0].starts_with("<open")) << heard[0];
  EXPECT_TRUE(heard[1].starts_with("<authenticate")) << heard[1];
  EXPECT_NE(heard[1].find("HT-SHA-256-NONE"), std::string::npos);
  EXPECT_EQ(test::ids(rig.server.stanzas), (std::vector<std::string>{"m1", "m2"}));
  EXPECT_TRUE(rig.session.features().child("bind"));
}

TEST(Sasl2, WhatCannotBeResumedIsBoundAnewAndHandedBack) {
  Sasl2Rig rig;
  rig.log_in();
  rig.server.drop();
  rig.session.send(test::SessionRig::message("m1"));
  rig.server.forget_sessions = true;
  rig.timers.advance(600);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.events.back(), SessionEvent::Bound);
  EXPECT_EQ(test::ids(rig.unacked), std::vector<std::string>{"m1"});
  EXPECT_EQ(rig.server.sasl2.inline_binds, 2);
  EXPECT_TRUE(rig.session.resumable());
}

TEST(Sasl2, StanzasBeforeTheFeaturesAreNotLost) {
  Sasl2Rig rig;
  rig.server.sasl2.before_features = test::SessionRig::message("early");
  rig.log_in();
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(test::ids(rig.received), std::vector<std::string>{"early"});
  EXPECT_TRUE(rig.session.features().child("bind"));
  rig.server.sasl2.before_features = {};
  rig.server.drop();  // counted, so it does not come again
  rig.timers.advance(600);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(test::ids(rig.received), std::vector<std::string>{"early"});
}

TEST(Upgrade, GivesTheServerAStrongerHash) {
  Sasl2Rig rig;
  rig.server.mechanisms = {"SCRAM-SHA-1"};
  rig.server.sasl2.upgrade = "UPGR-SCRAM-SHA-256";
  rig.record_wire();
  rig.log_in();
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.server.sasl2.upgraded, pbkdf2(platform::Hash::Sha256, "secret", "salt", 4096));
  for (const auto& line : rig.wire) EXPECT_EQ(line.find("<hash"), std::string::npos);
}

TEST(Upgrade, NotToWhatIsWeakerOrUnknownNorToAnImpostor) {
  for (const char* task : {"UPGR-SCRAM-SHA-1", "UPGR-SCRAM-SHA-256", "UPGR-X", "2FA"}) {
    Sasl2Rig rig;
    rig.server.mechanisms = {"SCRAM-SHA-256"};
    rig.server.sasl2.upgrade = task;
    rig.log_in();
    EXPECT_TRUE(rig.online()) << task;
    EXPECT_TRUE(rig.server.sasl2.upgraded.empty());
  }
  Sasl2Rig rig;
  rig.server.mechanisms = {"SCRAM-SHA-1"};
  rig.server.sasl2.upgrade = "UPGR-SCRAM-SHA-256";
  rig.server.forge_signature = true;
  rig.log_in();
  EXPECT_EQ(rig.code(), "server-signature");
  EXPECT_TRUE(rig.server.sasl2.upgraded.empty());
}

TEST(Downgrade, AnOfferThatWasTamperedWithEndsTheLogin) {
  // XEP-0474: hash of "PLAIN^SCRAM-SHA-1^SCRAM-SHA-256" joined by 0x1E, by SHA-256.
  const auto hash = [](const std::string& text) {
    return ",h=" + base64_encode(digest(platform::Hash::Sha256, text));
  };
  for (const bool sasl2 : {true, false}) {
    for (const char* between : {"\x1E", ","}) {
      Sasl2Rig rig;
      rig.server.sasl2.on = sasl2;
      rig.server.mechanisms = {"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"};
      rig.server.scram_extra =
          hash(std::string("PLAIN") + between + "SCRAM-SHA-1" + between + "SCRAM-SHA-256");
      rig.log_in();
      EXPECT_TRUE(rig.online()) << rig.code();
      // Somebody took SCRAM-SHA-512 out.
      rig.server.scram_extra = hash("PLAIN\x1ESCRAM-SHA-1\x1ESCRAM-SHA-256\x1ESCRAM-SHA-512");
      rig.log_in();
      EXPECT_EQ(rig.code(), "server-signature");
      EXPECT_EQ(rig.session.last_failure().condition, "downgrade");
    }
  }
}

TEST(Downgrade, HashesTheXepsExample) {
  xml::Element list("authentication", "urn:xmpp:sasl:2"), features("features");
  for (const char* m : {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"}) list.add("mechanism").set_text(m);
  auto& bindings = features.add("sasl-channel-binding", "urn:xmpp:sasl-cb:0");
  for (const char* t : {"tls-server-end-point", "tls-exporter"})
    bindings.add("channel-binding").set_attr("type", t);
  const std::string text = offer_digest_text(list, features, '\x1E', '\x1F');
  EXPECT_EQ(text, "SCRAM-SHA-1\x1ESCRAM-SHA-1-PLUS\x1Ftls-exporter\x1Etls-server-end-point");
  EXPECT_EQ(base64_encode(digest(platform::Hash::Sha1, text)), "G6k/rBLDqgOhRRaCuuatSDFkJ08=");
}

TEST(Downgrade, WhoLoggedInByScramNeverShowsThePassword) {
  Sasl2Rig rig;
  auto c = Sasl2Rig::config();
  c.fast = c.stream_management = false;
  rig.log_in(c);
  ASSERT_TRUE(rig.online());
  rig.server.mechanisms = {"PLAIN"};
  rig.server.drop();
  rig.timers.advance(600);
  EXPECT_EQ(rig.code(), "server-signature");
  EXPECT_EQ(rig.session.last_failure().condition, "downgrade");
  EXPECT_EQ(rig.count(rig.server.frames, "AGFsaWNl"), 0u);
}

TEST(ScramKeys, LogInWithoutPasswordOrHashing) {
  Sasl2Rig rig;
  std::vector<ScramKeys> kept;
  const auto listener = rig.session.on_scram_keys.connect([&](auto& k) { kept.push_back(k); });
  auto c = Sasl2Rig::config();
  c.fast = false;
  rig.log_in(c);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].mechanism, "SCRAM-SHA-256");
  const int hashed = rig.crypto.pbkdf2_calls;
  c.password.clear();
  c.scram_keys = kept[0];
  rig.log_in(c);
  EXPECT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.crypto.pbkdf2_calls, hashed);
  EXPECT_EQ(kept.size(), 1u);
  // Another salt: the password was changed, and the keys are worth nothing.
  rig.server.iterations = 8192;
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "auth-failed");
  EXPECT_TRUE(kept.back().client_key.empty());
}

}  // namespace
}  // namespace confab::xmpp
