// SPDX-License-Identifier: MIT
// How a stream that was up ends: every code, what we say to the server, and what comes after.
#include <gtest/gtest.h>

#include <set>

#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::ids;
using test::SessionRig;
using Ids = std::vector<std::string>;

std::string stream_error(const std::string& condition, const std::string& text = {}) {
  return "<stream:error xmlns:stream='http://etherx.jabber.org/streams'><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + text + "</" + condition +
         "></stream:error>";
}
struct Ending {
  const char* code;
  bool permanent;
  std::string frame;
  const char* we_say = "";  // the stream error we send
};
const std::string kDeep = [] {
  std::string s = "<message xmlns='jabber:client'>";
  for (int i = 0; i < 10000; ++i) s += "<a>";
  for (int i = 0; i < 10000; ++i) s += "</a>";
  return s + "</message>";
}();
const Ending kEndings[] = {
    {"conflict", true, stream_error("conflict")},
    {"system-shutdown", false, stream_error("system-shutdown")},
    {"policy-violation", false, stream_error("policy-violation")},
    {"see-other-host", true, stream_error("see-other-host", "other.example.org:5222")},
    {"host-unknown", true, stream_error("host-gone")},
    {"stream-error", false, stream_error("internal-server-error")},
    {"bad-xml", false, stream_error("not-well-formed")},
    {"bad-xml", false, "<message xmlns='jabber:client'><body></message>", "<not-well-formed "},
    {"bad-xml", false, "<message xmlns='jabber:client'><body>a</bodi></message>",
     "<not-well-formed "},
    {"bad-xml", false, "<message xmlns='jabber:client'/><message xmlns='jabber:client'/>",
     "<not-well-formed "},
    {"bad-xml", false, "<message xmlns='jabber:client'><bo", "<not-well-formed "},
    {"bad-xml", false, "<message xmlns='jabber:client'>&undefined;</message>", "<not-well-formed "},
    {"bad-xml", false, "</stream:stream>", "<not-well-formed "},
    {"bad-xml", false, "<!DOCTYPE x><message/>", "<restricted-xml "},
    {"bad-xml", false, "<message><!-- hidden --></message>", "<restricted-xml "},
    {"bad-xml", false, "<message><?php x?></message>", "<restricted-xml "},
    {"bad-xml", false, "<message><body>\xC3\x28</body></message>", "<unsupported-encoding "},
    {"too-large", false, kDeep, "<policy-violation "},
    {"too-large", false, "<message><body>" + std::string(1 << 20, 'x') + "</body></message>",
     "<policy-violation "},
    {"lost", false, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"},
};

TEST(SessionEnd, EveryEndHasItsCode) {
  for (const Ending& e : kEndings) {
    SessionRig rig;
    SessionConfig config = SessionRig::config();
    config.resource = "chosen";
    rig.log_in(config);
    rig.server.raw(e.frame);
    rig.timers.advance(10);
    EXPECT_EQ(rig.code(), e.code) << e.frame.substr(0, 80);
    EXPECT_EQ(rig.session.last_failure().permanent, e.permanent) << e.code;
    EXPECT_EQ(rig.events.at(1), e.permanent ? SessionEvent::Closed : SessionEvent::Lost);
    std::string said;
    for (const auto& f : rig.network.connections[0]->sent) said += f;
    EXPECT_NE(said.find(e.we_say), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>")) << e.code;
    if (e.permanent) {
      rig.session.retry_now();  // a page that shows again does not take the session back
      rig.timers.advance(1000);
      EXPECT_FALSE(rig.online()) << e.code;
      rig.session.retry_now(true);
    }
    rig.timers.advance(1000);
    EXPECT_TRUE(rig.online()) << e.code;
  }
}

// A login of ours that we had given up, and that a slow server got to only later.
TEST(SessionEnd, ReplacedUnderANameThatNobodyChoseWeComeBackUnderAnother) {
  SessionRig rig;
  rig.log_in();
  std::set<std::string> names{rig.session.jid().resource()};
  rig.server.answer_requests = false;
  rig.session.send(SessionRig::message("open"));
  rig.server.raw(stream_error("conflict"));
  rig.timers.advance(3000);
  ASSERT_TRUE(rig.online());
  EXPECT_EQ(rig.events.back(), SessionEvent::Bound);  // what replaced us is left alone
  EXPECT_EQ(rig.server.resumptions, 0);
  EXPECT_EQ(ids(rig.unacked), Ids{"open"});
  EXPECT_TRUE(names.insert(rig.session.jid().resource()).second);
  for (int i = 0; i < 2; ++i) {  // somebody keeps doing so
    ASSERT_TRUE(rig.online());
    rig.server.raw(stream_error("conflict"));
    rig.timers.advance(3000);
  }
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "conflict");
}

TEST(SessionEnd, SocketCloseCodesAreHeeded) {
  for (const auto& [number, code] :
       {std::pair{1008, "policy-violation"}, {1009, "too-large"}, {1001, "lost"}}) {
    SessionRig rig;
    rig.log_in();
    rig.server.drop(number);
    EXPECT_EQ(rig.code(), code);
  }
}

TEST(SessionEnd, AnErrorThatKeepsComingBackEndsTheSession) {
  SessionRig rig;
  rig.log_in();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(rig.online()) << i;
    rig.server.raw("<!DOCTYPE x><message/>");
    rig.timers.advance(10);
    if (i < 2) rig.timers.advance(3000);
  }
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_TRUE(rig.session.last_failure().permanent);
}

TEST(SessionEnd, SeeOtherUriIsFollowedWhereItIsSafe) {
  const auto close_to = [](const std::string& uri) {
    return "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='" + uri + "'/>";
  };
  SessionRig rig;
  rig.log_in();
  rig.server.raw(close_to("wss://other.example.org/ws"));
  rig.timers.advance(100);
  EXPECT_TRUE(rig.online());
  EXPECT_EQ(rig.network.last().url, "wss://other.example.org/ws");
  for (const char* bad : {"ws://other.example.org/ws", "http://other.example.org/", "nonsense"}) {
    SessionRig other;
    other.log_in();
    other.server.raw(close_to(bad));
    other.timers.advance(100);
    EXPECT_EQ(other.code(), "see-other-host") << bad;
    EXPECT_EQ(other.session.state(), SessionState::Closed) << bad;
    EXPECT_EQ(other.network.connections.size(), 1u);
  }
}

TEST(SessionEnd, RedirectsInACircleEnd) {
  SessionRig rig;
  rig.server.first_frame =
      "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://a.example.org/'/>";
  rig.log_in();
  EXPECT_EQ(rig.code(), "see-other-host");
  EXPECT_EQ(rig.network.connections.size(), 4u);
}

TEST(SessionEnd, UnknownElementsAreIgnored) {
  SessionRig rig;
  rig.log_in();
  rig.server.raw("<message xmlns='jabber:server' id='x'/>");
  rig.server.raw("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
  rig.server.raw("<features xmlns='http://etherx.jabber.org/streams'/>");
  rig.server.raw("<enabled xmlns='urn:xmpp:sm:2' id='evil' resume='true'/>");
  rig.timers.advance(10);
  EXPECT_TRUE(rig.online());
  EXPECT_TRUE(rig.received.empty());
}

TEST(SessionEnd, DisconnectClosesProperly) {
  SessionRig rig;
  rig.log_in();
  rig.session.send(SessionRig::message("last"));
  rig.session.disconnect();
  EXPECT_FALSE(rig.session.send(SessionRig::message("too late")));
  rig.timers.advance(50);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.acked, Ids{"last"});
  EXPECT_TRUE(rig.unacked.empty());
  EXPECT_EQ(rig.events, (std::vector{SessionEvent::Bound, SessionEvent::Closed}));
  EXPECT_EQ(rig.server.frames.back(), "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
  EXPECT_EQ(rig.timers.pending(), 0u);
}

TEST(SessionEnd, DisconnectDoesNotWaitForADeadServer) {
  SessionRig rig;
  rig.log_in();
  rig.server.cut_at = rig.server.steps;
  rig.network.last().on_sent = nullptr;
  rig.session.send(SessionRig::message("m"));
  rig.session.disconnect();
  rig.timers.advance(2100);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  EXPECT_EQ(rig.code(), "closed");
  EXPECT_EQ(ids(rig.unacked), Ids{"m"});
}

TEST(SessionEnd, ConnectAgainReplacesTheSession) {
  SessionRig rig;
  rig.log_in();
  const std::string first = rig.session.jid().resource();
  rig.log_in();
  EXPECT_TRUE(rig.online());
  EXPECT_NE(rig.session.jid().resource(), first);
  EXPECT_EQ(rig.events,
            (std::vector{SessionEvent::Bound, SessionEvent::Closed, SessionEvent::Bound}));
  EXPECT_TRUE(rig.network.connections[0]->dropped);
}

TEST(SessionEnd, ListenersMayEndTheSession) {
  SessionRig rig;
  rig.log_in();
  const auto c = rig.session.on_stanza.connect([&](auto&) { rig.session.disconnect(); });
  rig.server.deliver(SessionRig::message("a"));
  rig.timers.advance(100);
  EXPECT_EQ(rig.session.state(), SessionState::Closed);
  SessionRig other;
  const auto d = other.session.on_session.connect([&](auto event) {
    if (event == SessionEvent::Lost) other.session.connect(SessionRig::config());
  });
  other.log_in();
  other.server.drop();
  other.timers.advance(100);
  EXPECT_TRUE(other.online());
}

}  // namespace
}  // namespace confab::xmpp
