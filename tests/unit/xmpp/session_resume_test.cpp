// SPDX-License-Identifier: MIT
// A session that outlives its page: ResumeState as text, and a second Session (the reloaded page)
// that goes on where the first one was killed.
#include <gtest/gtest.h>

#include <optional>

#include "unit/xmpp/session_rig.h"

namespace confab::xmpp {
namespace {

using test::ids;
using test::SessionRig;
using Ids = std::vector<std::string>;

ResumeState sample() {
  ResumeState s;
  s.jid = *Jid::parse("alice@example.org/confab-1");
  s.sm_id = "a'<b>";
  s.location = "[::1]:5222";
  s.in = 4294967295u;
  s.out = 7;
  s.url = "wss://example.org/ws?a=1&b=2";
  s.features = xml::Element("features", "http://etherx.jabber.org/streams");
  s.features.add("sm", "urn:xmpp:sm:3");
  s.unconfirmed = {SessionRig::message("m1", "<&\">\n"), SessionRig::message("m2")};
  return s;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ResumeStateText, IsReadAsItWasWritten) {
  const ResumeState s = sample();
  const auto again = parse_resume_state(to_text(s));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, s);

  ResumeState bosh;
  bosh.jid = s.jid;
  bosh.sid = "sid-1";
  bosh.rid = 9007199254740991u;
  EXPECT_EQ(*parse_resume_state(to_text(bosh)), bosh);
}

TEST(ResumeStateText, IsBelievedOnlyWhereItIsWhole) {
  const std::string good = to_text(sample());
  for (size_t n = 0; n < good.size(); ++n)
    EXPECT_FALSE(parse_resume_state(good.substr(0, n)).ok()) << n;
  const auto refused = [&](std::string_view from, std::string_view to) {
    const auto r = parse_resume_state(replaced(good, from, to));
    return !r.ok() && r.error() == ResumeError::Broken;
  };
  EXPECT_TRUE(refused("urn:confab:resume", "urn:other"));
  EXPECT_TRUE(refused("v='1'", "v='0'"));
  EXPECT_TRUE(refused("v='1'", "v=''"));
  EXPECT_TRUE(refused("alice@example.org/confab-1", "alice@example.org"));
  EXPECT_TRUE(refused("alice@example.org/confab-1", ""));
  EXPECT_TRUE(refused("in='4294967295'", "in='4294967296'"));
  EXPECT_TRUE(refused("out='7'", "out='-7'"));
  EXPECT_TRUE(refused("out='7'", "out='7 '"));
  EXPECT_TRUE(refused("out='7'", ""));
  EXPECT_TRUE(refused("<message", "<script"));
  EXPECT_TRUE(refused("[::1]:5222", std::string(5000, 'x')));
}

TEST(ResumeStateText, OfALaterVersionIsLeftAlone) {
  const auto r = parse_resume_state("<resume xmlns='urn:confab:resume' v='2'><what/></resume>");
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.error(), ResumeError::Newer);
}

// Two pages, one after the other, of one server.
struct Pages {
  SessionRig rig;
  std::optional<Session> second;
  std::vector<SessionEvent> events;
  std::vector<xml::Element> received, unacked;
  Ids acked;
  std::vector<Connection> listeners;

  Pages() {
    rig.log_in();
    rig.timers.advance(10);
  }
  std::string state() {
    const auto s = rig.session.resume_state();
    return s ? to_text(*s) : "";
  }
  // The first page is gone without a word; the next one has what it wrote.
  void reload(const std::string& text, SessionConfig config = SessionRig::config()) {
    rig.server.drop();
    rig.timers.advance(1);
    rig.session.disconnect();  // says nothing on a socket that is gone, and does not come back
    auto parsed = parse_resume_state(text);
    ASSERT_TRUE(parsed.ok());
    second.emplace(Session::Platform{rig.clock, rig.timers, rig.network, rig.crypto, rig.log});
    listeners.push_back(second->on_session.connect([this](auto e) { events.push_back(e); }));
    listeners.push_back(second->on_stanza.connect([this](auto& e) { received.push_back(e); }));
    listeners.push_back(second->on_acked.connect([this](auto& id) { acked.push_back(id); }));
    listeners.push_back(second->on_unacked.connect(
        [this](auto& list) { unacked.insert(unacked.end(), list.begin(), list.end()); }));
    second->connect(std::move(config), *parsed);
    rig.timers.advance(300);
  }
};

TEST(SessionResume, TheNextPageGoesOnWithTheSameStream) {
  Pages p;
  p.rig.session.send(SessionRig::message("known"));
  p.rig.server.deliver(SessionRig::message("in1"));
  p.rig.timers.advance(300);
  p.rig.server.answer_requests = false;
  p.rig.session.send(SessionRig::message("open"));
  const std::string text = p.state();
  const std::string resource = p.rig.session.jid().resource();
  p.rig.timers.advance(5);
  p.rig.server.answer_requests = true;
  p.reload(text);
  EXPECT_EQ(p.events, (std::vector{SessionEvent::Resumed}));
  EXPECT_TRUE(p.second->stats().resumed);
  EXPECT_EQ(p.second->jid().resource(), resource);
  EXPECT_EQ(ids(p.rig.server.stanzas), (Ids{"known", "open"}));
  EXPECT_EQ(p.acked, (Ids{"open"}));
}

TEST(SessionResume, ASessionThatIsPutAsideComesBackAndIsNotClosed) {
  SessionRig rig;
  rig.log_in();
  rig.timers.advance(10);
  rig.session.suspend(true);
  EXPECT_EQ(rig.session.state(), SessionState::Waiting);
  EXPECT_TRUE(rig.session.resume_state());
  rig.timers.advance(1);
  EXPECT_TRUE(rig.network.last().dropped);
  EXPECT_EQ(rig.server.frames.back().find("<close"), std::string::npos);
  rig.session.retry_now();
  rig.timers.advance(100);
  EXPECT_EQ(rig.events.back(), SessionEvent::Resumed);
}

TEST(SessionResume, WhatThePageDidNotWriteIsTold) {
  Pages p;
  const std::string before = p.state();
  p.rig.session.send(SessionRig::message("later"));
  p.rig.server.deliver(SessionRig::message("in1"));
  p.rig.session.keep_before_acknowledging(true);
  p.rig.timers.advance(5);
  p.reload(before);
  // "later" was handled, though the page that reads on has never heard of it; "in1" comes again.
  EXPECT_EQ(p.events, (std::vector{SessionEvent::Resumed}));
  EXPECT_EQ(ids(p.received), (Ids{"in1"}));
  EXPECT_EQ(ids(p.rig.server.stanzas), (Ids{"later"}));
  p.second->send(SessionRig::message("next"));
  p.rig.timers.advance(300);
  EXPECT_EQ(p.acked, (Ids{"next"}));
}

TEST(SessionResume, AFailedResumptionHandsBackAndBindsAnew) {
  Pages p;
  p.rig.server.answer_requests = false;
  p.rig.session.send(SessionRig::message("open"));
  const std::string text = p.state();
  p.rig.server.forget_sessions = true;
  p.rig.server.tell_h_on_failed_resume = false;
  p.reload(text);
  EXPECT_EQ(p.events, (std::vector{SessionEvent::Bound}));
  EXPECT_EQ(ids(p.unacked), (Ids{"open"}));
  EXPECT_EQ(p.second->jid().resource(), p.rig.session.jid().resource());  // replaces the ghost
}

// Who has ended a session still knows how far it got. Who does not has died.
TEST(SessionResume, AServerThatKeptNoCountHasForgottenTheSession) {
  for (const bool counted : {false, true}) {
    Pages p;
    EXPECT_FALSE(p.rig.session.forgotten());
    const std::string text = p.state();
    p.rig.server.forget_sessions = true;
    p.rig.server.tell_h_on_failed_resume = counted;
    p.reload(text);
    EXPECT_EQ(p.second->forgotten(), !counted);
    // Of the session that is over, not of those to come.
    p.rig.server.drop();
    p.rig.timers.advance(5);
    EXPECT_FALSE(p.second->forgotten());
  }
}

// Nobody can ask such a server how far it had come: it may have died with what it was given.
TEST(SessionResume, AServerThatNeverSaidThatItKeepsTheSessionMayHaveDied) {
  for (const bool answers : {false, true}) {
    SessionRig rig;
    rig.server.answer_enable = answers;
    rig.server.resume = false;
    rig.log_in();
    ASSERT_TRUE(rig.online());
    rig.server.answer_requests = false;
    rig.session.send(SessionRig::message("open"));
    rig.server.drop();
    EXPECT_EQ(ids(rig.unacked), (Ids{"open"}));
    rig.server.answer_enable = true;
    rig.timers.advance(20000);
    ASSERT_TRUE(rig.online());
    EXPECT_EQ(rig.session.forgotten(), !answers);
    rig.server.drop();
    rig.timers.advance(5);
    EXPECT_FALSE(rig.session.forgotten()) << "of the session that is over";
  }
}

// ejabberd may let us resume and end the session behind it all the same; it says so only by this.
TEST(SessionResume, WhenTheServerSaysThatWeWentANewSessionIsBound) {
  for (const bool we_said_so : {false, true}) {
    Pages p;
    p.reload(p.state());
    ASSERT_EQ(p.events, (std::vector{SessionEvent::Resumed}));
    p.rig.server.answer_requests = false;
    p.second->send(SessionRig::message("open"));
    xml::Element gone("presence", "jabber:client");
    gone.set_attr("type", "unavailable");
    if (we_said_so) p.second->send(gone);
    gone.set_attr("from", "alice@example.org/another");
    p.rig.server.deliver(gone);
    p.rig.timers.advance(1000);
    EXPECT_EQ(p.events, (std::vector{SessionEvent::Resumed}));
    gone.set_attr("from", p.second->jid().str());
    p.rig.server.deliver(gone);
    p.rig.timers.advance(3000);
    if (we_said_so) {
      EXPECT_EQ(p.events, (std::vector{SessionEvent::Resumed}));
      continue;
    }
    EXPECT_EQ(p.events.back(), SessionEvent::Bound);
    EXPECT_EQ(ids(p.unacked), (Ids{"open"}));
  }
}

TEST(SessionResume, WhatTheServerAddedToTheResourceDoesNotGrow) {
  for (const std::string added : {"~1", ".WmPyzWr8zH", ".WmPy.Ih~f"}) {
    Pages p;
    const std::string resource = p.rig.session.jid().resource();
    p.rig.server.forget_sessions = true;
    p.reload(replaced(p.state(), resource, resource + added));
    EXPECT_EQ(p.events, (std::vector{SessionEvent::Bound}));
    EXPECT_EQ(p.second->jid().resource(), resource) << added;
  }
}

TEST(SessionResume, OfAnotherAccountIsNotTouched) {
  Pages p;
  p.rig.server.answer_requests = false;
  p.rig.session.send(SessionRig::message("secret"));
  const std::string text = replaced(p.state(), "alice@example.org", "carol@example.org");
  p.reload(text);
  EXPECT_EQ(p.events, (std::vector{SessionEvent::Bound}));
  EXPECT_TRUE(p.unacked.empty());
}

TEST(SessionResume, AGuestBindsAnewWithWhatWasOpen) {
  Pages p;
  p.rig.server.answer_requests = false;
  p.rig.session.send(SessionRig::message("open"));
  const std::string text = p.state();
  SessionConfig guest = SessionRig::config();
  guest.auth = AuthMethod::Anonymous;
  guest.jid = *Jid::parse("example.org");
  p.rig.server.mechanisms = {"ANONYMOUS"};
  p.reload(text, guest);
  EXPECT_EQ(p.events, (std::vector{SessionEvent::Bound}));
  EXPECT_EQ(p.rig.server.resumptions, 0);
  EXPECT_EQ(ids(p.unacked), (Ids{"open"}));
}

TEST(SessionResume, ThereIsNothingToResumeBeforeAndAfter) {
  SessionRig rig;
  EXPECT_FALSE(rig.session.resume_state());
  rig.log_in();
  rig.timers.advance(10);
  EXPECT_TRUE(rig.session.resume_state());
  rig.session.disconnect();
  EXPECT_FALSE(rig.session.resume_state());
  rig.timers.advance(5000);
  EXPECT_FALSE(rig.session.resume_state());
}

TEST(SessionResume, AStanzaThatIsBeingHandledIsNotCountedYet) {
  SessionRig rig;
  rig.log_in();
  rig.timers.advance(10);
  const uint32_t before = rig.session.resume_state()->in;
  std::optional<uint32_t> during;
  const auto listener =
      rig.session.on_stanza.connect([&](auto&) { during = rig.session.resume_state()->in; });
  rig.server.deliver(SessionRig::message("in1"));
  rig.timers.advance(10);
  EXPECT_EQ(during, before);
  EXPECT_EQ(rig.session.resume_state()->in, before + 1);
}

TEST(SessionResume, IsWrittenBeforeTheStanzaIsOnTheWire) {
  SessionRig rig;
  rig.log_in();
  rig.timers.advance(10);
  rig.record_wire();
  Ids open;
  size_t written = 0;
  const auto listener = rig.session.on_sending.connect([&](auto&) {
    open = ids(rig.session.resume_state()->unconfirmed);
    written = rig.wire.size();
  });
  rig.session.send(SessionRig::message("out1"));
  EXPECT_EQ(open, (Ids{"out1"}));
  EXPECT_EQ(written, 0u);
  EXPECT_EQ(rig.wire.size(), 1u);
}

// The server is told only of what a page that comes later would know of.
TEST(SessionResume, WhatIsNotKeptIsNotAcknowledged) {
  SessionRig rig;
  rig.log_in();
  rig.timers.advance(10);
  rig.record_wire();
  rig.session.keep_before_acknowledging(true);
  const uint32_t start = rig.session.resume_state()->in;
  const auto told = [&] {
    Ids out;
    for (const std::string& line : rig.wire)
      if (line.starts_with("> <a ")) out.push_back(line);
    rig.wire.clear();
    return out;
  };
  const auto h = [&](uint32_t n) {
    return Ids{"> <a xmlns='urn:xmpp:sm:3' h='" + std::to_string(start + n) + "'/>"};
  };
  rig.server.deliver(SessionRig::message("in1"));
  rig.server.deliver(SessionRig::message("in2"));
  rig.server.raw("<r xmlns='urn:xmpp:sm:3'/>");
  rig.timers.advance(10);
  EXPECT_EQ(told(), h(0));
  rig.session.kept(start + 1);  // told unasked, since the server wanted to know
  EXPECT_EQ(told(), h(1));
  rig.session.kept(start + 3);  // cannot be
  rig.session.kept(start);      // old news
  EXPECT_EQ(told(), Ids{});
  rig.session.kept(start + 2);
  EXPECT_EQ(told(), h(2));
  rig.session.kept(start + 2);
  EXPECT_EQ(told(), Ids{});
}

}  // namespace
}  // namespace confab::xmpp
