// SPDX-License-Identifier: MIT
// Two transports, one session: which is tried, when one gives way, and nothing lost between them.
#include <gtest/gtest.h>

#include "unit/xmpp/bosh_rig.h"

namespace confab::xmpp {
namespace {

using test::BoshRig;
using test::ids;
using test::SessionRig;
using Ids = std::vector<std::string>;
using Socket = BoshRig::Socket;

TEST(SessionFailover, ThePreferredOneIsTakenWhenItWorks) {
  BoshRig rig;
  rig.log_in(BoshRig::both());
  EXPECT_EQ(rig.session.transport(), "websocket");
  EXPECT_EQ(rig.bosh.created, 0);
  auto c = BoshRig::both();
  c.transports = {Transport::Bosh, Transport::WebSocket};
  rig.log_in(c);
  EXPECT_EQ(rig.session.transport(), "bosh");
}

TEST(SessionFailover, GivesWayAtOnceOrAfterItsTime) {
  BoshRig refused;
  refused.socket = Socket::Refused;
  refused.log_in(BoshRig::both());
  EXPECT_TRUE(refused.online());
  EXPECT_EQ(refused.session.transport(), "bosh");
  BoshRig hangs;
  hangs.socket = Socket::Hangs;
  hangs.session.connect(BoshRig::both());
  hangs.timers.advance(3990);
  EXPECT_EQ(hangs.session.state(), SessionState::Connecting);
  hangs.timers.advance(110);
  EXPECT_TRUE(hangs.online());
  EXPECT_EQ(hangs.session.transport(), "bosh");
  EXPECT_TRUE(hangs.network.last().dropped);
  using S = SessionState;
  EXPECT_EQ(hangs.states, (std::vector{S::Connecting, S::Authenticating, S::Binding, S::Online}));
  BoshRig mute;  // opens and says nothing
  mute.network.on_connect = [&](const auto& c) { c->url.empty() ? mute.up(c) : c->open(); };
  mute.session.connect(BoshRig::both());
  mute.timers.advance(4200);
  EXPECT_TRUE(mute.online());
  BoshRig backwards;
  auto c = BoshRig::both();
  c.transports = {Transport::Bosh, Transport::WebSocket};
  backwards.bosh.silent = true;
  backwards.session.connect(c);
  backwards.timers.advance(4200);
  EXPECT_EQ(backwards.session.transport(), "websocket");
}

TEST(SessionFailover, WrongUrlsGiveWayToo) {
  for (const char* url : {"https://example.org/ws", "ws://example.org/ws", "nonsense"}) {
    BoshRig rig;
    rig.network.secure = true;
    auto c = BoshRig::both();
    c.websocket_url = url;
    rig.log_in(c);
    EXPECT_TRUE(rig.online()) << url;
    EXPECT_EQ(rig.session.transport(), "bosh") << url;
  }
  BoshRig insecure;
  insecure.network.secure = true;
  auto c = BoshRig::config();
  c.bosh_url = "http://example.org/bosh";
  insecure.log_in(c);
  EXPECT_EQ(insecure.code(), "mixed-content");
  BoshRig readable;  // no password over a line that others can read
  readable.server.mechanisms = {"PLAIN"};
  readable.bosh.url = c.bosh_url;
  readable.log_in(c);
  EXPECT_EQ(readable.code(), "insecure-mechanism");
}

TEST(SessionFailover, WhenNoneWorksTheFirstFailureCounts) {
  BoshRig rig;
  rig.socket = Socket::Refused;
  rig.bosh.first_answer = "<html/>";
  rig.log_in(BoshRig::both());
  EXPECT_EQ(rig.code(), "unreachable");
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);  // one of the two may come back
  auto c = BoshRig::both();
  c.websocket_url = "nonsense";
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "bad-url");
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
}

TEST(SessionFailover, AuthenticationFailsOnce) {
  BoshRig rig;
  auto c = BoshRig::both();
  c.password = "wrong";
  rig.log_in(c);
  EXPECT_EQ(rig.code(), "auth-failed");
  EXPECT_EQ(rig.bosh.created, 0);
}

// WebSocket dies in the middle and stays dead: BOSH resumes the same session. Then BOSH dies and
// the WebSocket is back.
TEST(SessionFailover, OneSessionOverBothAndBack) {
  for (int when = 0; when < 30; ++when) {
    BoshRig rig;
    rig.log_in(BoshRig::both());
    ASSERT_EQ(rig.session.transport(), "websocket");
    rig.timers.advance(10);
    Ids out, in;
    const auto talk = [&](const std::string& part) {
      for (int i = 0; i < 10; ++i) {
        out.push_back("out" + part + std::to_string(i)),
            in.push_back("in" + part + std::to_string(i));
        rig.say(out.back());
        rig.server.deliver(SessionRig::message(in.back()));
        rig.timers.advance(i % 3);
        if (part == "a" && i == when / 3) {
          rig.socket = Socket::Refused;
          rig.timers.advance(when % 3);
          rig.server.drop();
        }
        if (part == "b" && i == when / 3) rig.bosh.dead = true, rig.socket = Socket::Up;
      }
    };
    talk("a");
    rig.timers.advance(3000);
    ASSERT_TRUE(rig.online()) << when;
    EXPECT_EQ(rig.session.transport(), "bosh") << when;
    talk("b");
    rig.timers.advance(10000);
    ASSERT_TRUE(rig.online()) << when;
    EXPECT_EQ(rig.session.transport(), "websocket") << when;
    EXPECT_EQ(ids(rig.server.stanzas), out) << when;
    EXPECT_EQ(ids(rig.received), in) << when;
    EXPECT_EQ(rig.acked, out) << when;
    EXPECT_TRUE(rig.unacked.empty()) << when;
    EXPECT_EQ(rig.server.logins, 3) << when;
    EXPECT_EQ(rig.server.resumptions, 2) << when;
    EXPECT_EQ(rig.events,
              (std::vector{SessionEvent::Bound, SessionEvent::Lost, SessionEvent::Resumed,
                           SessionEvent::Lost, SessionEvent::Resumed}))
        << when;
  }
}

TEST(SessionFailover, TheNextReconnectPrefersThePreferredAgain) {
  BoshRig rig;
  rig.socket = Socket::Refused;
  rig.log_in(BoshRig::both());
  ASSERT_EQ(rig.session.transport(), "bosh");
  rig.socket = Socket::Up;
  rig.bosh.terminate("item-not-found");
  rig.timers.advance(1000);
  EXPECT_EQ(rig.session.transport(), "websocket");
  EXPECT_TRUE(rig.session.stats().resumed);
}

TEST(SessionFailover, ResumesWhereTheServerAsksTo) {
  const auto resumed_at = [](const std::string& location, bool secure_page = false) {
    BoshRig rig;
    rig.network.secure = secure_page;
    rig.server.location = location;
    rig.log_in(BoshRig::both());
    rig.timers.advance(10);
    rig.server.drop();
    rig.timers.advance(1000);
    EXPECT_TRUE(rig.online()) << location;
    EXPECT_TRUE(rig.session.stats().resumed) << location;
    return rig.session.transport() == "bosh" ? rig.network.requests.back().url
                                             : rig.network.last().url;
  };
  const std::string home = "wss://example.org/ws";
  EXPECT_EQ(resumed_at("wss://node3.example.org/ws"), "wss://node3.example.org/ws");
  EXPECT_EQ(resumed_at("https://example.org/bosh"), "https://example.org/bosh");
  EXPECT_EQ(resumed_at("ws://localhost:5280/ws"), "ws://localhost:5280/ws");
  for (const char* no : {"node3.example.org:5222", "ws://node3.example.org/ws", "javascript:x",
                         "http://node3.example.org/bosh", "wss://u@evil.example/"})
    EXPECT_EQ(resumed_at(no), home) << no;
  BoshRig rig;  // where nobody is: the usual way, and no second time
  rig.server.location = "wss://gone.example.org/ws";
  rig.network.on_connect = [&](const auto& c) {
    c->url.find("gone") == std::string::npos ? rig.up(c) : c->close();
  };
  rig.log_in(BoshRig::both());
  for (int i = 0; i < 2; ++i) {
    rig.timers.advance(20000);
    rig.server.drop();
    rig.timers.advance(1000);
    EXPECT_TRUE(rig.online());
  }
  EXPECT_EQ(rig.network.connections.size(), 4u);
}

TEST(SessionFailover, DiscoversBothKinds) {
  BoshRig rig;
  rig.network.pages["https://example.org/.well-known/host-meta.json"] = {.status = 200,
                                                                         .body = R"({"links":[
        {"rel":"urn:xmpp:alt-connections:xbosh","href":"http://example.org/readable"},
        {"rel":"urn:xmpp:alt-connections:xbosh","href":"wss://example.org/of-another-kind"},
        {"rel":"urn:xmpp:alt-connections:xbosh","href":"https://example.org/bosh"},
        {"rel":"urn:xmpp:alt-connections:websocket","href":"wss://example.org/ws"}]})"};
  auto c = BoshRig::both();
  c.websocket_url.clear(), c.bosh_url.clear();
  rig.log_in(c);
  EXPECT_EQ(rig.session.transport(), "websocket");
  rig.socket = Socket::Refused;
  rig.log_in(c);
  EXPECT_EQ(rig.session.transport(), "bosh");
  c.transports = {Transport::Bosh};
  rig.socket = Socket::Up;
  rig.log_in(c);
  EXPECT_EQ(rig.session.transport(), "bosh");
}

TEST(SessionFailover, SeeOtherUriMayNameTheOtherKind) {
  BoshRig rig;
  rig.log_in(BoshRig::both());
  rig.server.raw(
      "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' "
      "see-other-uri='https://example.org/bosh'/>");
  rig.timers.advance(200);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.session.transport(), "bosh");
}

}  // namespace
}  // namespace confab::xmpp
