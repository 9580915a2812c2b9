// SPDX-License-Identifier: MIT
// Logging in: every mechanism, binding, and every way it can fail with the code that says so.
#include <gtest/gtest.h>

#include "base/function.h"
#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::SessionRig;
using Codes = std::vector<std::string>;

constexpr auto kBindConflict =
    "<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
constexpr auto kBindRefused =
    "<error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

std::string mechanism_used(const SessionRig& rig) {
  for (const auto& f : rig.server.frames)
    if (const auto e = xml::parse(f); e.ok() && e->name() == "auth")
      return std::string(e->attr("mechanism"));
  return {};
}

TEST(SessionLogin, EveryMechanism) {
  for (const char* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"}) {
    SessionRig rig;
    rig.server.mechanisms = {"X-OTHER", mechanism, "SCRAM-SHA-1-PLUS"};
    rig.log_in();
    EXPECT_TRUE(rig.online()) << mechanism << " " << rig.code();
    EXPECT_EQ(mechanism_used(rig), mechanism);
    EXPECT_EQ(rig.events, std::vector{SessionEvent::Bound});
    EXPECT_EQ(rig.session.jid().bare_str(), "alice@example.org");
    EXPECT_EQ(rig.session.jid().resource(), rig.server.bound_resource);
    EXPECT_TRUE(rig.session.jid().resource().starts_with("confab-"));
  }
}

TEST(SessionLogin, StatesInOrder) {
  SessionRig rig;
  rig.log_in();
  using S = SessionState;
  EXPECT_EQ(rig.states, (std::vector{S::Connecting, S::Authenticating, S::Binding, S::Online}));
  EXPECT_TRUE(rig.session.resumable());
  EXPECT_TRUE(rig.session.features().child("bind"));
}

TEST(SessionLogin, Anonymous) {
  SessionRig rig;
  rig.server.mechanisms = {"ANONYMOUS"};
  rig.server.user = "random-17";
  auto c = SessionRig::config();
  c.jid = *Jid::parse("example.org");
  c.auth = AuthMethod::Anonymous;
  rig.log_in(c);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.session.jid().local(), "random-17");
  EXPECT_EQ(rig.server.frames[0].find(" from="), std::string::npos);
}

TEST(SessionLogin, External) {
  SessionRig rig;
  rig.server.mechanisms = {"EXTERNAL", "PLAIN"};
  auto c = SessionRig::config();
  c.auth = AuthMethod::External;
  rig.log_in(c);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(mechanism_used(rig), "EXTERNAL");
}

TEST(SessionLogin, ServerSignatureMayComeAsAChallenge) {
  SessionRig rig;
  rig.server.signature_in_challenge = true;
  rig.log_in();
  EXPECT_TRUE(rig.online()) << rig.code();
  SessionRig forged;
  forged.server.signature_in_challenge = forged.server.forge_signature = true;
  forged.log_in();
  EXPECT_EQ(forged.code(), "server-signature");
}

TEST(SessionLogin, AsksForTheResourceItIsGiven) {
  SessionRig rig;
  auto c = SessionRig::config();
  c.jid = *Jid::parse("alice@example.org/kitchen");
  rig.log_in(c);
  EXPECT_EQ(rig.session.jid().resource(), "kitchen");
  c.resource = "cellar";
  rig.log_in(c);
  EXPECT_EQ(rig.session.jid().resource(), "cellar");
}

TEST(SessionLogin, ResourceInConflictLetsTheServerChoose) {
  SessionRig rig;
  rig.server.bind_error = kBindConflict;
  rig.log_in();
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.session.jid().resource(), "chosen");
}

TEST(SessionLogin, LegacySessionOnlyWhenItMust) {
  SessionRig rig;
  rig.server.session = true;
  rig.log_in();
  EXPECT_TRUE(rig.online());
  const auto asked = [&] {
    return std::count_if(rig.server.frames.begin(), rig.server.frames.end(),
                         [](const auto& f) { return f.find("xmpp-session") != std::string::npos; });
  };
  EXPECT_EQ(asked(), 0);
  rig.server.optional_session = false;
  rig.log_in();
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(asked(), 1);
}

TEST(SessionLogin, NoSecretsInTheWireLog) {
  for (const char* mechanism : {"PLAIN", "SCRAM-SHA-1"}) {
    SessionRig rig;
    rig.server.mechanisms = {mechanism};
    rig.record_wire();
    rig.log_in();
    ASSERT_TRUE(rig.online());
    std::string all;
    for (const auto& line : rig.wire) all += line + "\n";
    EXPECT_NE(all.find("> <auth"), std::string::npos);
    EXPECT_NE(all.find("< <open"), std::string::npos);
    EXPECT_EQ(all.find("AGFsaWNlAHNlY3JldA"), std::string::npos);  // NUL alice NUL secret
    EXPECT_EQ(all.find("bixuPWFsaWNl"), std::string::npos);        // n,,n=alice
  }
}

struct Failing {
  const char* code;
  bool permanent;
  Function<void(SessionRig&, SessionConfig&)> arrange;
  Function<void(SessionRig&)> act = [](SessionRig&) {};
  const char* condition = "";
};

const Failing kFailing[] = {
    {"unreachable", false,
     [](auto& rig, auto&) { rig.network.on_connect = [](auto& c) { c->close(); }; }},
    {"bad-url", true, [](auto&, auto& c) { c.websocket_url = "https://example.org/ws"; }},
    {"bad-url", true, [](auto& rig, auto&) { rig.network.refuse = "refused"; }},
    {"bad-url", true, [](auto&, auto& c) { c.websocket_url.clear(), c.discover = false; }},
    {"mixed-content", true,
     [](auto& rig, auto& c) {
       rig.network.secure = true, c.websocket_url = "ws://example.org/ws";
     }},
    {"offline", false, [](auto& rig, auto&) { rig.network.is_online = false; }},
    {"discovery-failed", true, [](auto&, auto& c) { c.websocket_url.clear(); }},
    {"discovery-failed", false,
     [](auto& rig, auto& c) {
       c.websocket_url.clear();
       rig.network.pages["https://example.org/.well-known/host-meta"] = {};  // status 0: no answer
       rig.network.pages["https://example.org/.well-known/host-meta.json"] = {};
     }},
    {"not-xmpp", true,
     [](auto& rig, auto&) { rig.network.on_connect = [](auto& c) { c->open("chat"); }; }},
    {"not-xmpp", true, [](auto& rig, auto&) { rig.server.first_frame = "hello"; }},
    {"not-xmpp", true,
     [](auto& rig, auto&) { rig.server.first_frame = "<open xmlns='urn:wrong'/>"; }},
    {"not-xmpp", true,
     [](auto& rig, auto&) { rig.server.first_frame = "<message xmlns='jabber:client'/>"; }},
    {"auth-failed", true, [](auto&, auto& c) { c.password = "wrong"; }, {}, "not-authorized"},
    {"auth-failed",
     true,
     [](auto& rig, auto& c) { rig.server.mechanisms = {"PLAIN"}, c.password = "wrong"; },
     {},
     "not-authorized"},
    {"auth-failed", false,
     [](auto& rig, auto&) { rig.server.sasl_failure = "temporary-auth-failure"; }},
    {"auth-failed",
     true,
     [](auto& rig, auto&) { rig.server.iterations = 100; },
     {},
     "iteration-count"},
    {"auth-failed",
     true,
     [](auto& rig, auto&) { rig.server.iterations = 2000000; },
     {},
     "iteration-count"},
    {"account-disabled", true,
     [](auto& rig, auto&) { rig.server.sasl_failure = "account-disabled"; }},
    {"no-mechanism", true,
     [](auto& rig, auto&) {
       rig.server.mechanisms = {"X-OTHER", "SCRAM-SHA-1-PLUS"};
     }},
    {"no-mechanism", true, [](auto&, auto& c) { c.sasl_mechanisms = {"SCRAM-SHA-512"}; }},
    {"no-mechanism", true,
     [](auto& rig, auto&) { rig.server.sasl_failure = "mechanism-too-weak"; }},
    {"insecure-mechanism", true,
     [](auto& rig, auto& c) {
       rig.server.mechanisms = {"PLAIN"}, c.websocket_url = "ws://example.org/ws";
     }},
    {"insecure-mechanism", true,
     [](auto& rig, auto&) { rig.server.sasl_failure = "encryption-required"; }},
    {"server-signature", true, [](auto& rig, auto&) { rig.server.forge_signature = true; }},
    {"server-signature", true, [](auto& rig, auto&) { rig.server.forge_nonce = true; }},
    {"bind-failed",
     true,
     [](auto& rig, auto&) {
       rig.server.bind_error = kBindRefused, rig.server.bind_error_always = true;
     },
     {},
     "not-allowed"},
    {"bind-failed",
     true,
     [](auto& rig, auto&) {
       rig.server.bind_error = kBindConflict, rig.server.bind_error_always = true;
     },
     {},
     "conflict"},
    {"host-unknown", true, [](auto&, auto& c) { c.jid = Jid(); }},
    {"timeout", false, [](auto& rig, auto&) { rig.network.on_connect = nullptr; },
     [](auto& rig) { rig.timers.advance(15000); }},
    {"timeout", false,
     [](auto& rig, auto&) { rig.network.on_connect = [](auto& c) { c->open(); }; },
     [](auto& rig) { rig.timers.advance(20000); }},
};

TEST(SessionLogin, EveryFailureHasItsCode) {
  for (const Failing& f : kFailing) {
    SessionRig rig;
    auto c = SessionRig::config();
    f.arrange(rig, c);
    rig.session.connect(c);
    rig.timers.advance(200);  // less than the first back-off can be
    if (f.act) f.act(rig);
    EXPECT_EQ(rig.code(), f.code);
    EXPECT_EQ(rig.session.last_failure().permanent, f.permanent) << f.code;
    if (*f.condition) {
      EXPECT_EQ(rig.session.last_failure().condition, f.condition);
    }
    EXPECT_EQ(rig.session.state(), f.permanent ? SessionState::Closed : SessionState::Waiting)
        << f.code;
    EXPECT_EQ(rig.session.last_failure().retry_in_ms >= 0, !f.permanent) << f.code;
    EXPECT_FALSE(rig.session.send(SessionRig::message("m"))) << f.code;
  }
}

TEST(SessionLogin, TheServersWordsArriveWithTheCode) {
  SessionRig rig;
  rig.server.sasl_failure = "account-disabled";
  rig.log_in();
  EXPECT_EQ(rig.session.last_failure().text, "words");
}

TEST(SessionLogin, PlainGoesToLoopbackToo) {
  SessionRig rig;
  rig.server.mechanisms = {"PLAIN"};
  auto c = SessionRig::config();
  c.websocket_url = "ws://127.0.0.1:5280/ws";
  rig.log_in(c);
  EXPECT_TRUE(rig.online());
}

TEST(SessionLogin, ADeadSocketDuringLoginIsTriedAgain) {
  SessionRig rig;
  rig.server.cut_at = 3;
  rig.log_in();
  EXPECT_EQ(rig.code(), "unreachable");
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  EXPECT_TRUE(rig.events.empty());  // nothing was bound, so nothing is lost
  rig.server.cut_at = -1;
  rig.timers.advance(600);
  EXPECT_TRUE(rig.online());
}

TEST(SessionLogin, DiscoversByJsonThenXml) {
  const std::string base = "https://example.org/.well-known/";
  SessionRig rig;
  rig.network.pages[base + "host-meta"] = {
      .status = 200,
      .body =
          "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'><Link "
          "rel='urn:xmpp:alt-connections:websocket' href='wss://xml.example.org/ws'/></XRD>"};
  auto c = SessionRig::config();
  c.websocket_url.clear();
  rig.log_in(c);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.network.last().url, "wss://xml.example.org/ws");
  rig.network.pages[base + "host-meta.json"] = {
      .status = 200,
      .body =
          R"({"links":[{"rel":"urn:xmpp:alt-connections:websocket","href":"wss://json.example.org/ws"}]})"};
  rig.log_in(c);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.network.last().url, "wss://json.example.org/ws");
  EXPECT_FALSE(rig.network.requests.back().credentials);
}

TEST(SessionLogin, NothingHappensAfterDisconnect) {
  for (int64_t when = 0; when < 40; ++when) {
    SessionRig rig;
    rig.session.connect(SessionRig::config());
    rig.timers.advance(when);
    rig.session.disconnect();
    rig.timers.advance(10000);
    EXPECT_EQ(rig.session.state(), SessionState::Closed);
    EXPECT_EQ(rig.code(), "closed");
    EXPECT_EQ(rig.events.empty() ? SessionEvent::Closed : rig.events.back(), SessionEvent::Closed);
    EXPECT_EQ(rig.timers.pending(), 0u);
    EXPECT_TRUE(rig.network.last().dropped);
  }
}

TEST(SessionLogin, DestructionAtAnyTimeIsSafe) {
  for (int64_t when = 0; when < 40; ++when) {
    SessionRig rig;
    {
      Session session({rig.clock, rig.timers, rig.network, rig.crypto, rig.log});
      session.connect(SessionRig::config());
      rig.timers.advance(when);
    }
    rig.timers.advance(1000);
    EXPECT_TRUE(rig.network.last().dropped);
  }
}

}  // namespace
}  // namespace confab::xmpp
