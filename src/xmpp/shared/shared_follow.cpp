// SPDX-License-Identifier: MIT
// Shared, a follower's half: a session without a socket that hears all the leader's does.
#include <algorithm>

#include "base/strings.h"
#include "xml/parse.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/shared/shared.h"

namespace confab::xmpp {
namespace {

constexpr int64_t kWatchMs = 10000;
constexpr int64_t kResendMs = 1000;
constexpr size_t kMaxMine = 1000, kMaxTabs = 1000;
constexpr uint32_t kMaxLeap = 1000;  // of epochs: more is no leader's doing
constexpr xml::Limits kTabLimits{.bytes = 5 * 1024 * 1024, .depth = 130, .elements = 100000};

// What the leader does for all: answers to requests, and saying that something arrived.
bool leaders_business(const xml::Element& e) {
  if (e.name() == "iq") return e.attr("type") == "result" || e.attr("type") == "error";
  return e.name() == "message" && e.child("received", ns::kReceipts) && !e.child("body");
}

}  // namespace

bool Shared::send(xml::Element stanza) {
  if (stanza.ns().empty()) stanza.set_ns(ns::kClient);
  const bool there = s_.mirrored == SessionState::Online || s_.sm.resumable();
  // Of a session that only begins, nobody here has been told: what the one before had on its way
  // would come behind this.
  if (!attached_ || beginning_ || !there || mine_.size() >= kMaxMine || !channel_) return false;
  ++s_.stats.stanzas_out;
  if (leaders_business(stanza) || said(stanza)) return true;
  const bool answered = known(stanza);
  run_later();
  if (answered) return true;
  const std::string xml = stanza.to_xml();
  mine_.push_back({++seq_, std::move(stanza), false, 0});
  post_send(seq_, false, xml);
  expect_leader();
  return true;
}

// With the time: a leader that was frozen must not send what its successor has.
void Shared::post_send(uint64_t seq, bool server, const std::string& xml) {
  post(Kind::Send, seq, static_cast<uint64_t>(s_.p.clock.wall_ms()) * 2 + server, xml);
}

// The leader says for each that it does not take how far it has come. All of them are said again
// once, not for each, or two tabs would shout at each other ever louder.
void Shared::resend(uint64_t after) {
  if (resend_.pending()) return;
  for (const Mine& mine : mine_)
    if (mine.seq > after) post_send(mine.seq, false, mine.stanza.to_xml());
  if (mine_.empty()) return;
  resend_.start(kResendMs, [this] {
    const bool waits =
        std::any_of(mine_.begin(), mine_.end(), [](const Mine& m) { return !m.out; });
    const bool there = s_.mirrored == SessionState::Online || s_.sm.resumable();
    if (waits && there && role_ == Role::Following) post(Kind::Ask);
  });
}

void Shared::watch() {
  watch_.cancel();
  if (role_ != Role::Following || !active_) return;
  post(Kind::Ask);
  expect_leader();
  watch_.start(kWatchMs, [this] { watch(); });
}

bool Shared::from_leader(const TabMessage& m) {
  if (m.from != leader_) return false;
  const bool bound = m.kind == Kind::Event && m.a == static_cast<uint64_t>(SessionEvent::Bound);
  if (bound && m.epoch > epoch_ && m.epoch - epoch_ < kMaxLeap) epoch_ = m.epoch;
  return m.epoch == epoch_;
}

void Shared::follow_on(const TabMessage& m) {
  if (m.kind == Kind::Lead) {
    const bool newer = m.epoch > epoch_ && (epoch_ == 0 || m.epoch - epoch_ < kMaxLeap);
    if (!newer) return;
    if (!leader_.empty()) others_.erase(leader_);
    others_[m.from] = others_[m.from];
    leader_ = m.from;
    epoch_ = m.epoch;
    patience_.cancel();
    if (!attached_) hello();
    return;
  }
  // We asked twice, and have sent something since the first answer.
  if (m.kind == Kind::Snap && attached_ && role_ == Role::Following) return;
  if (m.kind == Kind::Refused && !attached_ && m.to == id_ && m.word == proof_) return alone();
  if (m.kind == Kind::Snap && !attached_) {
    if (m.to != id_ || m.epoch < epoch_) return;
    leader_ = m.from;
    epoch_ = m.epoch;
    welcome_ = true;
  }
  if (!from_leader(m) || (!attached_ && !welcome_)) return;
  patience_.cancel();
  switch (m.kind) {
    case Kind::Snap:
    case Kind::Item:
    case Kind::SnapEnd: return on_snapshot(m);
    case Kind::Event: return on_event(m);
    case Kind::Ready:
      if (std::exchange(beginning_, false)) begin(SessionEvent::Bound);
      return;
    case Kind::State: {
      if (m.a > static_cast<uint64_t>(SessionState::Closed)) return;
      const auto state = static_cast<SessionState>(m.a);
      if (beginning_ && state == SessionState::Online) return;  // said when it is ready
      if (const auto e = xml::parse(m.body, kTabLimits)) {
        s_.failure = {.code = std::string(e->attr("code")),
                      .condition = std::string(e->attr("condition")),
                      .text = std::string(e->attr("text")),
                      .permanent = e->attr("permanent") == "1"};
        whole_number(e->attr("retry"), s_.failure.retry_in_ms);
      }
      return show_state(state);
    }
    case Kind::In: return on_in(m);
    case Kind::Out: return on_out(m);
    case Kind::Sm: return on_sm(m);
    case Kind::Acked: {
      const std::string id = m.body;
      return s_.self.on_acked.emit(id);
    }
    case Kind::Taken: return resend(m.a);
    case Kind::Own: {
      if (taken_.size() < kMaxTabs || taken_.count(m.word)) taken_[m.word] = m.a;
      if (m.word != id_) return;
      for (auto mine = mine_.begin(); mine != mine_.end(); ++mine) {
        if (mine->seq != m.a) continue;
        xml::Element stanza = std::move(mine->stanza);
        mine_.erase(mine);
        if (said(stanza)) return;
        const bool answered = known(stanza);
        drain();
        if (answered || stanza.name() == "message") return;
        const std::string xml = stanza.to_xml();
        mine_.push_back({++seq_, std::move(stanza), false, 0});
        return post_send(seq_, true, xml);
      }
      return;
    }
    default: return;
  }
}

void Shared::on_in(const TabMessage& m) {
  if (!attached_ && !beginning_) return;
  auto stanza = xml::parse(m.body, kTabLimits);
  if (!stanza) return;
  if (s_.sm.counting()) s_.sm.follow(static_cast<uint32_t>(m.a));
  ++s_.stats.stanzas_in;
  Mirror::Replies replies;
  mirror_.inbound(*stanza, static_cast<int64_t>(m.b), replies);
  enqueue(std::move(*stanza));
  for (xml::Element& reply : replies) enqueue(std::move(reply));
  drain();
}

void Shared::on_out(const TabMessage& m) {
  if (!attached_ && !beginning_) return;
  auto stanza = xml::parse(m.body, kTabLimits);
  if (!stanza) return;
  if (m.a && (taken_.size() < kMaxTabs || taken_.count(m.word))) taken_[m.word] = m.a;
  const auto join = entering(*stanza);
  mirror_.outbound(*stanza, static_cast<int64_t>(m.b));
  s_.sm.sent(*stanza, true);
  if (m.word == id_) {
    for (auto mine = mine_.begin(); mine != mine_.end(); ++mine) {
      if (mine->seq != m.a) continue;
      mine->out = true;
      mine->index = s_.sm.acknowledged() + static_cast<uint32_t>(s_.sm.unconfirmed().size());
      if (!s_.sm.counting()) mine_.erase(mine);
      return;
    }
    return;
  }
  if (join) notes_.push_back(*join);
  const bool chat = stanza->name() == "message" && stanza->attr("type") != "groupchat";
  if (chat && stanza->child("body")) enqueue(std::move(*stanza), true);
  drain();
}

void Shared::on_sm(const TabMessage& m) {
  if (m.b == 1) return s_.sm.refused();
  s_.sm.rename(m.body);
  s_.sm.believe(static_cast<uint32_t>(m.a), [this](const xml::Element& e) { s_.acked(e); });
  const uint32_t done = s_.sm.acknowledged();
  while (!mine_.empty() && mine_.front().out &&
         static_cast<int32_t>(mine_.front().index - done) <= 0)
    mine_.pop_front();
}

void Shared::on_event(const TabMessage& m) {
  if (m.a > static_cast<uint64_t>(SessionEvent::Closed)) return;
  const auto event = static_cast<SessionEvent>(m.a);
  if (event == SessionEvent::Bound) {
    taken_.clear();
    mine_.clear();
    inbox_.clear();
    seq_ = 0;
    role_ = role_ == Role::Seeking ? Role::Following : role_;
    seek_timer_.cancel();
    snapping_ = false;
    beginning_ = read_session(m.body);
    return;
  }
  if (event == SessionEvent::Closed) {
    if (!attached_ && !beginning_) return seek();  // it could not log in; perhaps we can
    if (const auto e = xml::parse(m.body, kTabLimits)) s_.failure.code = e->attr("code");
    s_.failure.permanent = true;
    return end(SessionEvent::Closed);
  }
  if (!attached_ || beginning_) return;
  if (event == SessionEvent::Lost) {
    if (const auto e = xml::parse(m.body, kTabLimits)) s_.sm.rename(std::string(e->attr("id")));
    return s_.self.on_session.emit(event);
  }
  s_.stats.resumed = true;
  resend_.cancel();
  resend(0);
  s_.self.on_session.emit(event);
  if (attached_) show_state(SessionState::Online);
}

void Shared::on_snapshot(const TabMessage& m) {
  if (m.kind == Kind::Snap) {
    seek_timer_.cancel();
    if (role_ == Role::Seeking) role_ = Role::Following;
    inbox_.clear();
    notes_.clear();
    mine_.clear();
    attached_ = beginning_ = false;
    snapping_ = read_session(m.body);
    if (const auto e = xml::parse(m.body, kTabLimits); e && !snapping_) {
      int state = 0;
      if (whole_number(e->attr("state"), state) && state >= 0 &&
          state <= static_cast<int>(SessionState::Waiting))
        show_state(static_cast<SessionState>(state));
    }
    return;
  }
  if (!snapping_) return;
  if (m.kind == Kind::Item) {
    const auto stanza = xml::parse(m.body, kTabLimits);
    if (!stanza) return;
    Mirror::Replies none;
    const auto when = static_cast<int64_t>(m.b);
    if (m.a == 2) return s_.sm.sent(*stanza, true);
    if (m.a == 1) return mirror_.outbound(*stanza, when);
    return mirror_.inbound(*stanza, when, none);
  }
  snapping_ = false;
  taken_.clear();
  for (const auto line : split(m.body, '\n')) {
    const auto words = split(line, ' ');
    uint64_t count = 0;
    if (words.size() == 2 && words[0].size() <= 32 && whole_number(words[1], count))
      taken_[std::string(words[0])] = count;
  }
  seq_ = taken_[id_];
  begin(SessionEvent::Bound);
}

// False: there is none yet.
bool Shared::read_session(const std::string& text) {
  const auto e = xml::parse(text, kTabLimits);
  if (!e || !e->is("session", ns::kTabs)) return false;
  const auto jid = Jid::parse(e->attr("jid"));
  uint32_t in = 0, out = 0;
  int state = 0;
  if (!jid || jid->is_bare() || !whole_number(e->attr("in"), in) ||
      !whole_number(e->attr("out"), out) || !whole_number(e->attr("state"), state) || state < 0 ||
      state > static_cast<int>(SessionState::Closed))
    return false;
  s_.jid = *jid;
  s_.resource = jid->resource();
  s_.features = e->children().empty() ? xml::Element("features") : e->children().front();
  s_.inline_done.clear();
  for (const auto feature : split(e->attr("inline"), ' ')) s_.inline_done.emplace_back(feature);
  s_.sm.reset();
  if (e->attr("counting") == "1") s_.sm.mirror(std::string(e->attr("id")), in, out);
  s_.stats.resumed = false;
  s_.forgotten = e->has_attr("forgotten");
  s_.mirrored = static_cast<SessionState>(state);
  mirror_.reset(s_.jid);
  return true;
}

void Shared::begin(SessionEvent event) {
  const SessionState leaders = s_.mirrored;
  earlier_.reset();
  recalled_.clear();
  attached_ = true;
  s_.phase = Phase::Attached;
  s_.mirrored = SessionState::Online;
  s_.live = true;
  s_.failure = {};
  watch();
  s_.self.on_session.emit(event);
  if (!attached_) return;
  show_state(SessionState::Online);
  if (leaders == SessionState::Online || leaders == SessionState::Binding) return drain();
  drain();
  s_.self.on_session.emit(SessionEvent::Lost);  // its socket is away; it will be back
  if (attached_) show_state(leaders);
}

}  // namespace confab::xmpp
