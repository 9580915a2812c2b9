// SPDX-License-Identifier: MIT
// A session over BOSH: the same promises as over a WebSocket, whatever is lost, late or hostile.
#include <gtest/gtest.h>

#include "base/function.h"
#include "unit/xmpp/bosh_rig.h"

namespace confab::xmpp {
namespace {

using test::BoshRig;
using test::ids;
using test::SessionRig;
using Ids = std::vector<std::string>;

Ids numbered(const std::string& prefix, int n) {
  Ids out;
  for (int i = 0; i < n; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

void talk(BoshRig& rig, int n) {
  for (int i = 0; i < n; ++i) {
    rig.say("out" + std::to_string(i));
    rig.server.deliver(SessionRig::message("in" + std::to_string(i)));
    rig.timers.advance(i % 4);
  }
}

TEST(SessionBosh, LogsInAndTalks) {
  BoshRig rig;
  rig.log_in();
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.session.transport(), "bosh");
  EXPECT_TRUE(rig.session.resumable());
  EXPECT_TRUE(rig.network.connections.empty());
  talk(rig, 40);
  rig.timers.advance(2000);
  EXPECT_EQ(ids(rig.server.stanzas), numbered("out", 40));
  EXPECT_EQ(ids(rig.received), numbered("in", 40));
  EXPECT_EQ(rig.acked, numbered("out", 40));
  EXPECT_EQ(rig.bosh.created, 1);
  EXPECT_EQ(rig.bosh.violations, 0);
  EXPECT_LE(rig.bosh.most_at_once, 2u);
  const auto& http = rig.network.requests.back();
  EXPECT_EQ(http.method, "POST");
  EXPECT_EQ(http.headers.front().second, "text/xml; charset=utf-8");
  EXPECT_FALSE(http.credentials);
  EXPECT_GE(http.timeout_ms, 60000);
}

TEST(SessionBosh, IsQuietWhenNothingHappens) {
  BoshRig rig;
  rig.log_in();
  rig.timers.advance(1000);
  const size_t before = rig.bosh.bodies.size();
  rig.timers.advance(10 * 60000);
  EXPECT_TRUE(rig.online());
  EXPECT_LE(rig.bosh.bodies.size() - before, 40u);
  EXPECT_EQ(rig.bosh.held(), 1u);
}

TEST(SessionBosh, Polls) {
  BoshRig rig;
  rig.bosh.wait = rig.bosh.hold = 0, rig.bosh.requests = 1, rig.bosh.polling = 2;
  rig.session.connect(BoshRig::config());
  rig.timers.advance(60000);
  ASSERT_TRUE(rig.online()) << rig.code();
  talk(rig, 20);
  rig.timers.advance(10000);
  EXPECT_EQ(ids(rig.server.stanzas), numbered("out", 20));
  EXPECT_EQ(ids(rig.received), numbered("in", 20));
  EXPECT_EQ(rig.bosh.most_at_once, 1u);
  EXPECT_EQ(rig.bosh.violations, 0);
  const size_t before = rig.bosh.bodies.size();
  rig.timers.advance(30000);
  EXPECT_NEAR(static_cast<double>(rig.bosh.bodies.size() - before), 15, 2);
}

// One request or answer is lost at any place of the conversation, and answers overtake each other.
// BOSH alone makes good for it: without stream management nobody else would.
TEST(SessionBosh, NothingIsLostOrDoubled) {
  for (int n = 0; n < 60; ++n) {
    BoshRig rig;
    rig.server.sm = n % 3 == 0;
    rig.bosh.latency = [](uint64_t rid) { return static_cast<int64_t>(1 + rid * 7 % 13); };
    rig.session.connect(BoshRig::config());
    rig.timers.advance(500);
    ASSERT_TRUE(rig.online());
    for (int i = 0; i < 30; ++i) {
      if (i == n % 30) ++(n % 2 ? rig.bosh.lose_requests : rig.bosh.lose_answers);
      rig.say("out" + std::to_string(i));
      rig.server.deliver(SessionRig::message("in" + std::to_string(i)));
      rig.timers.advance(i % 5);
    }
    rig.timers.advance(20000);
    EXPECT_EQ(ids(rig.server.stanzas), numbered("out", 30)) << n;
    EXPECT_EQ(ids(rig.received), numbered("in", 30)) << n;
    EXPECT_EQ(rig.acked, numbered("out", 30)) << n;
    EXPECT_EQ(rig.events, std::vector{SessionEvent::Bound}) << n;
    EXPECT_EQ(rig.bosh.violations, 0) << n;
  }
}

TEST(SessionBosh, AnOutageShorterThanInactivityIsNoLoss) {
  BoshRig rig;
  rig.server.sm = false;
  rig.log_in();
  rig.bosh.dead = true;
  rig.network.cancel_fetch(0);
  rig.say("while away");
  rig.timers.advance(25000);
  EXPECT_TRUE(rig.online());
  rig.bosh.dead = false;
  rig.timers.advance(6000);
  EXPECT_EQ(ids(rig.server.stanzas), Ids{"while away"});
  EXPECT_EQ(rig.events.size(), 1u);
}

TEST(SessionBosh, DisconnectClosesProperly) {
  BoshRig rig;
  rig.log_in();
  rig.say("last");
  rig.session.disconnect();
  EXPECT_TRUE(rig.network.requests.back().keepalive);  // at once: there may be no later
  rig.timers.advance(100);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "closed");
  EXPECT_EQ(ids(rig.server.stanzas), Ids{"last"});
  EXPECT_NE(rig.bosh.bodies.back().find("type='terminate'"), std::string::npos);
  EXPECT_EQ(rig.network.pending_fetches(), 0u);
}

TEST(SessionBosh, EveryEndHasItsCode) {
  struct Ending {
    const char *condition, *code;
    bool permanent;
    std::string payload = {};
  };
  const std::string error =
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
  for (const Ending& e : std::vector<Ending>{
           {"", "lost", false},
           {"bad-request", "bad-xml", false},
           {"host-gone", "host-unknown", true},
           {"host-unknown", "host-unknown", true},
           {"improper-addressing", "host-unknown", true},
           {"internal-server-error", "stream-error", false},
           {"item-not-found", "lost", false},
           {"other-request", "lost", false},
           {"policy-violation", "policy-violation", false},
           {"remote-connection-failed", "unreachable", false},
           {"remote-stream-error", "stream-error", false},
           {"remote-stream-error", "conflict", true, error},
           {"see-other-uri", "see-other-host", true, "<uri>http://example.org/bosh</uri>"},
           {"system-shutdown", "system-shutdown", false},
           {"undefined-condition", "stream-error", false},
           {"made-up", "stream-error", false}}) {
    BoshRig rig;
    rig.log_in();
    rig.bosh.terminate(e.condition, e.payload);
    rig.timers.advance(10);
    EXPECT_EQ(rig.code(), e.code) << e.condition;
    EXPECT_EQ(rig.session.last_failure().permanent, e.permanent) << e.condition;
    EXPECT_EQ(rig.network.pending_fetches(), 0u) << e.condition;
    if (e.permanent) continue;
    rig.timers.advance(1000);
    EXPECT_TRUE(rig.online()) << e.condition;
    EXPECT_EQ(rig.session.stats().resumed, *e.condition && e.code != std::string("bad-xml") &&
                                               e.code != std::string("policy-violation"))
        << e.condition;
  }
}

TEST(SessionBosh, FollowsSeeOtherUri) {
  BoshRig rig;
  rig.log_in();
  rig.bosh.url = "https://other.example.org/bosh";
  rig.bosh.terminate("see-other-uri", "<uri>https://other.example.org/bosh</uri>");
  rig.timers.advance(200);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.network.requests.back().url, "https://other.example.org/bosh");
}

TEST(SessionBosh, HostileAnswers) {
  const std::string ns = "xmlns='http://jabber.org/protocol/httpbind'";
  const std::pair<std::string, const char*> kAnswers[] = {
      {"<html><body>Welcome to our hotel</body></html>", "bad-xml"},
      {"<body xmlns='urn:other'><message/></body>", "bad-xml"},
      {"<!DOCTYPE b [<!ENTITY a 'b'>]><body " + ns + "/>", "bad-xml"},
      {"<body " + ns + "><message>&lol;</message></body>", "bad-xml"},
      {"<body " + ns + " sid='other'/>", "bad-xml"},
      {"<body " + ns + "><message>" + std::string(2 << 20, 'x') + "</message></body>", "too-large"},
  };
  for (const auto& [text, code] : kAnswers) {
    BoshRig rig;
    rig.log_in();
    rig.bosh.answer_raw(text);
    rig.timers.advance(10);
    EXPECT_EQ(rig.code(), code) << text.substr(0, 60);
    rig.timers.advance(2000);
    EXPECT_TRUE(rig.online()) << text.substr(0, 60);
    if (text.find("sid='other'") != text.npos) continue;  // a fine beginning
    BoshRig first;                                        // before there is a session
    first.bosh.first_answer = text;
    first.log_in();
    EXPECT_EQ(first.code(), "not-xmpp") << text.substr(0, 60);
    EXPECT_EQ(first.session.state(), SessionState::Closed);
  }
  BoshRig early;
  early.bosh.first_answer = "<body " + ns + "><message xmlns='jabber:client'/></body>";
  early.log_in();
  EXPECT_EQ(early.code(), "not-xmpp");
  EXPECT_TRUE(early.received.empty());
}

// An answer that never ends is a request that runs out of time.
TEST(SessionBosh, AServerThatNeverAnswers) {
  BoshRig rig;
  rig.bosh.silent = true;
  rig.session.connect(BoshRig::config());
  rig.timers.advance(20000);
  EXPECT_EQ(rig.code(), "timeout");
  EXPECT_LE(rig.network.pending_fetches(), 1u);  // nothing piles up
  BoshRig later;
  later.log_in();
  later.bosh.silent = true;
  later.say("m");
  later.timers.advance(25000);
  EXPECT_EQ(later.code(), "lost");
  EXPECT_LE(later.network.pending_fetches(), 1u);
  later.bosh.silent = false;
  later.timers.advance(60000);
  EXPECT_TRUE(later.online());
  EXPECT_EQ(ids(later.server.stanzas), Ids{"m"});
}

TEST(SessionBosh, PausesWhileThePageIsFrozen) {
  BoshRig rig;
  rig.log_in();
  rig.timers.advance(1000);
  rig.session.set_paused(true);
  EXPECT_TRUE(rig.network.requests.back().keepalive);
  rig.timers.advance(50);
  EXPECT_EQ(rig.bosh.pauses, 1);
  EXPECT_EQ(rig.bosh.held(), 0u);
  rig.server.deliver(SessionRig::message("meanwhile"));
  rig.timers.advance(50);
  EXPECT_TRUE(rig.received.empty());
  rig.session.set_paused(false);
  rig.timers.advance(50);
  EXPECT_EQ(ids(rig.received), Ids{"meanwhile"});
  EXPECT_TRUE(rig.online());
}

TEST(SessionBosh, AttachesToASessionOfSomebodyElse) {
  BoshRig rig;
  auto c = BoshRig::config();
  c.auth = AuthMethod::Prebind;
  c.password.clear();
  c.jid = *Jid::parse("alice@example.org/prebound");
  c.prebind_rid = 1;
  c.prebind_sid = rig.bosh.prebind();
  rig.server.assume_bound();
  rig.log_in(c);
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(rig.events, std::vector{SessionEvent::Bound});
  EXPECT_EQ(rig.server.logins, 0);
  EXPECT_EQ(rig.session.jid().str(), "alice@example.org/prebound");
  EXPECT_EQ(rig.bosh.created, 0);
  talk(rig, 10);
  rig.timers.advance(100);
  EXPECT_EQ(ids(rig.server.stanzas), numbered("out", 10));
  EXPECT_EQ(ids(rig.received), numbered("in", 10));
  EXPECT_EQ(rig.acked.size(), 10u);
  EXPECT_EQ(rig.session.attachment()->sid, c.prebind_sid);
  rig.bosh.terminate("item-not-found");
  rig.timers.advance(10);
  EXPECT_EQ(rig.code(), "prebind-expired");
  EXPECT_EQ(rig.session.state(), SessionState::Closed);  // there is nothing to sign in with
}

// With prebind_url the site opens another session when one is gone.
struct Prebinder final : CredentialSource {
  BoshRig& rig;
  int asked = 0;
  explicit Prebinder(BoshRig& r) : rig(r) {}
  void ask(bool, Function<void(const Credentials&)> done) override {
    ++asked;
    Credentials c;
    c.jid = *Jid::parse("alice@example.org/second");
    c.prebind_sid = rig.bosh.prebind();
    c.prebind_rid = 1;
    rig.server.assume_bound();
    done(c);
  }
};

TEST(SessionBosh, AttachesToAnotherWhenTheSiteOpensOne) {
  BoshRig rig;
  Prebinder site(rig);
  auto c = BoshRig::config();
  c.auth = AuthMethod::Prebind;
  c.password.clear();
  c.jid = *Jid::parse("alice@example.org/first");
  c.prebind_rid = 1;
  c.prebind_sid = rig.bosh.prebind();
  c.credentials = &site;
  rig.server.assume_bound();
  rig.log_in(c);
  ASSERT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(site.asked, 0) << "the first came along";
  rig.bosh.terminate("item-not-found");
  rig.timers.advance(10);
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  rig.timers.advance(3000);
  EXPECT_TRUE(rig.online()) << rig.code();
  EXPECT_EQ(site.asked, 1);
  EXPECT_EQ(rig.session.jid().str(), "alice@example.org/second");
  EXPECT_EQ(rig.server.logins, 0);
  EXPECT_EQ(rig.events,
            (std::vector{SessionEvent::Bound, SessionEvent::Lost, SessionEvent::Bound}));
}

TEST(SessionBosh, AStaleAttachmentSaysSo) {
  for (const bool used : {false, true}) {
    BoshRig rig;
    auto c = BoshRig::config();
    c.auth = AuthMethod::Prebind;
    c.prebind_sid = used ? rig.bosh.prebind() : "long-gone";
    c.prebind_rid = 900;
    rig.log_in(c);
    EXPECT_EQ(rig.code(), "prebind-expired");
    EXPECT_EQ(rig.session.state(), SessionState::Closed);
  }
}

// What one page leaves, the next goes on with, keys and all.
TEST(SessionBosh, HandsItsSessionOn) {
  BoshRig rig;
  rig.server.sm = false;
  rig.log_in();
  talk(rig, 5);
  rig.timers.advance(100);
  rig.session.set_paused(true);
  const auto left = rig.session.attachment();
  ASSERT_TRUE(left);
  EXPECT_FALSE(left->keys.empty());
  rig.timers.advance(50);
  Session heir({rig.clock, rig.timers, rig.network, rig.crypto, rig.log});
  auto c = BoshRig::config();
  c.auth = AuthMethod::Prebind;
  c.jid = left->jid;
  c.prebind_sid = left->sid, c.prebind_rid = left->rid, c.prebind_keys = left->keys;
  std::vector<xml::Element> heard;
  const auto listener = heir.on_stanza.connect([&](const auto& e) { heard.push_back(e); });
  heir.connect(c);
  heir.send(SessionRig::message("early"));
  rig.timers.advance(100);
  EXPECT_EQ(heir.state(), SessionState::Online);
  EXPECT_TRUE(heir.send(SessionRig::message("from the heir")));
  rig.server.deliver(SessionRig::message("to the heir"));
  rig.timers.advance(100);
  EXPECT_EQ(ids(heard), Ids{"to the heir"});
  EXPECT_EQ(ids(rig.server.stanzas).back(), "from the heir");
  EXPECT_EQ(rig.bosh.violations, 0);
}

TEST(SessionBosh, NoSecretsInTheWireLog) {
  BoshRig rig;
  rig.server.mechanisms = {"PLAIN"};
  rig.record_wire();
  rig.log_in();
  ASSERT_TRUE(rig.online());
  std::string all;
  for (const auto& line : rig.wire) all += line + "\n";
  EXPECT_NE(all.find("> <auth"), std::string::npos);
  EXPECT_EQ(all.find("AGFsaWNlAHNlY3JldA"), std::string::npos);
  EXPECT_EQ(all.find(rig.bosh.sid), std::string::npos);
  EXPECT_EQ(all.find("key="), std::string::npos);
}

TEST(SessionBosh, DestructionAndDisconnectAtAnyTime) {
  for (int64_t when = 0; when < 60; ++when) {
    BoshRig rig;
    {
      Session session({rig.clock, rig.timers, rig.network, rig.crypto, rig.log});
      session.connect(BoshRig::config());
      rig.timers.advance(when);
      if (when % 2) session.disconnect();
    }
    rig.timers.advance(1000);
    EXPECT_EQ(rig.network.pending_fetches(), 0u) << when;
  }
}

}  // namespace
}  // namespace confab::xmpp
