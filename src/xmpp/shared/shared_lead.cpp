// SPDX-License-Identifier: MIT
// Shared, the leader's half: it has the stream, tells the others all of it and sends for them.
#include <algorithm>

#include "xml/parse.h"
#include "xmpp/core/ns.h"
#include "xmpp/shared/shared.h"

namespace confab::xmpp {
namespace {

constexpr int64_t kForgiveMs = 60000;
constexpr int64_t kStaleMs = 3000;  // less than a follower's patience

}  // namespace

void Shared::on_tab_lock(bool held) {
  if (!held) {
    if (role_ == Role::Leading) return step_down();
    if (role_ != Role::Asleep) channel_->ask(false);  // somebody was quicker
    return;
  }
  seek_timer_.cancel();
  patience_.cancel();
  if (role_ == Role::Asleep) return channel_->release();
  if (role_ == Role::Seeking || role_ == Role::Following) lead();
}

void Shared::lead() {
  watch_.cancel();
  resend_.cancel();
  const int ghosts = role_ == Role::Following ? Session::Impl::kOthersGivenUp : 0;
  role_ = Role::Leading;
  ++epoch_;
  others_.erase(leader_);
  leader_ = id_;
  post(Kind::Lead);
  const bool whole = !snapping_ && !beginning_;
  snapping_ = beginning_ = false;
  if (whole && s_.sm.resumable()) {
    go_on();
  } else {
    begin_anew();
  }
  s_.given_up = std::max(s_.given_up, ghosts);
}

// Nothing to go on with: a session of its own, as if it had just been lost.
void Shared::begin_anew() {
  s_.sm.reset();
  mine_.clear();
  s_.phase = Phase::Idle;
  attached_ = true;
  if (std::exchange(s_.live, false)) s_.self.on_session.emit(SessionEvent::Lost);
  if (role_ != Role::Leading) return;
  s_.take_kept();
  remember();
  s_.connect(SessionConfig(s_.config), std::exchange(earlier_, {}));
  apply_activity();
}

void Shared::go_on() {
  s_.quiet = attached_ && s_.mirrored == SessionState::Online;
  attached_ = true;
  s_.sm.suspend();
  s_.phase = Phase::Opening;
  for (const Mine& mine : std::exchange(mine_, {})) {
    if (mine.out) continue;
    origin_ = id_;
    origin_seq_ = mine.seq;
    s_.send(mine.stanza);
    origin_.clear();
  }
  apply_activity();
  s_.take_kept();
  s_.attempt();
}

// A resumed session says to nobody whose it is and who is in the rooms.
void Shared::remember() {
  if (earlier_) mirror_.reset(earlier_->jid);
  Mirror::Replies none;
  const int64_t now = s_.p.clock.wall_ms();
  for (const auto& [out, stanza] : std::exchange(recalled_, {}))
    out ? mirror_.outbound(stanza, now) : mirror_.inbound(stanza, now, none);
}

// The lock was taken from us: we had not answered. Somebody else has the session now.
void Shared::step_down() {
  let_go();
  grace_.cancel();
  show_state(s_.announced);
  seek();
}

void Shared::on_tab_sleep(bool asleep) {
  if (!channel_) return;
  if (asleep) {
    if (role_ == Role::Alone || role_ == Role::Hashing || role_ == Role::Asleep) return;
    if (role_ == Role::Leading) {
      // A guest cannot come back, and a room would show one who has left.
      if (s_.config.auth == AuthMethod::Anonymous) s_.say_goodbye();
      let_go();
      s_.mirrored = s_.announced;
    }
    role_ = Role::Asleep;
    for (OneTimer* t : {&seek_timer_, &patience_, &watch_, &grace_}) t->cancel();
    post(Kind::Bye);
    return channel_->release();
  }
  if (role_ != Role::Asleep) return;
  const auto token = s_.attempt_token = std::make_shared<char>();
  if (std::exchange(s_.live, false)) s_.self.on_session.emit(SessionEvent::Lost);
  if (s_.attempt_token != token || role_ != Role::Asleep) return;
  show_state(SessionState::Connecting);
  seek();
}

void Shared::lead_on(const TabMessage& m) {
  switch (m.kind) {
    case Kind::Hello: return welcome(m);
    case Kind::Send: return take_in(m);
    case Kind::Ask: return post(Kind::Taken, taken_[m.from], 0, {}, m.from);
    case Kind::Retry: return s_.retry_now();
    case Kind::Logout: return m.a == 1 ? s_.log_out() : s_.disconnect();
    default: return;
  }
}

void Shared::take_in(const TabMessage& m) {
  if (m.epoch != epoch_ || (taken_.size() >= 1000 && taken_.count(m.from) == 0)) return;
  const uint64_t done = taken_[m.from];
  const int64_t now = s_.p.clock.wall_ms();
  const bool stale = now - static_cast<int64_t>(m.b / 2) > kStaleMs;
  if (m.a != done + 1 || stale) return post(Kind::Taken, done, 0, {}, m.from);
  auto stanza = xml::parse(m.body, s_.config.limits);
  if (!stanza || stanza->ns() != ns::kClient) return;
  const bool message = stanza->name() == "message";
  if (!message && stanza->name() != "presence" && stanza->name() != "iq") return;
  if (m.b % 2 == 0 && (mirror_.knows(*stanza, now) || said(*stanza))) {
    taken_[m.from] = m.a;
    return post(Kind::Own, m.a, 0, {}, {}, m.from);
  }
  origin_ = m.from;
  origin_seq_ = m.a;
  const bool sent = s_.send(*stanza);
  origin_.clear();
  if (!sent || !message || stanza->attr("type") == "groupchat" || !stanza->child("body")) return;
  enqueue(std::move(*stanza), true);
  drain();
}

// Entering a room that another tab has entered, saying what another tab has said.
bool Shared::answers(const xml::Element& stanza) {
  if (role_ != Role::Leading || !s_.live || others_.empty()) return false;
  if (said(stanza)) return true;
  const bool join = stanza.name() == "presence" && stanza.child("x", ns::kMuc);
  if (!join && !stanza.child("query", ns::kDiscoInfo)) return false;
  const auto to = Jid::parse(stanza.attr("to"));
  if (!to || !mirror_.in_room(to->bare())) return false;
  const bool answered = known(stanza);
  run_later();
  return answered;
}

void Shared::sending(const xml::Element& stanza) {
  if (role_ != Role::Leading) return;
  const int64_t now = s_.p.clock.wall_ms();
  auto join = entering(stanza);
  mirror_.outbound(stanza, now);
  const bool own = origin_.empty() || origin_ == id_;
  if (!origin_.empty()) taken_[origin_] = origin_seq_;
  if (!others_.empty())
    post(Kind::Out, origin_.empty() ? 0 : origin_seq_, static_cast<uint64_t>(now), stanza.to_xml(),
         {}, own ? id_ : origin_);
  if (own || !join) return;
  notes_.push_back(std::move(*join));
  later_.start(0, [this] { drain(); });
}

void Shared::received(const xml::Element& stanza) {
  if (role_ != Role::Leading) return;
  const int64_t now = s_.p.clock.wall_ms();
  Mirror::Replies replies;
  mirror_.inbound(stanza, now, replies);
  for (xml::Element& reply : replies) enqueue(std::move(reply));
  run_later();
  if (!others_.empty())
    post(Kind::In, s_.sm.handled(), static_cast<uint64_t>(now), stanza.to_xml());
}

void Shared::progressed() {
  if (role_ == Role::Leading)
    post(Kind::Sm, s_.sm.acknowledged(), s_.sm.counting() ? 0 : 1, s_.sm.id());
}

void Shared::on_session(SessionEvent event) {
  if (role_ != Role::Leading) return;
  if (event == SessionEvent::Bound) {
    ++epoch_;
    mirror_.reset(s_.jid);
    taken_.clear();
    seq_ = 0;
    grace_.start(0, [this] { post(Kind::Ready); });
  }
  post(Kind::Event, static_cast<uint64_t>(event), 0, session_xml());
  if (event == SessionEvent::Closed) grace_.start(0, [this] { leave(); });
}

void Shared::on_state(SessionState state) {
  if (role_ == Role::Leading) post(Kind::State, static_cast<uint64_t>(state), 0, session_xml());
}

// Another tab with the same session may just have taken it up: not the end of ours.
bool Shared::forgives(const StreamFailure& failure) {
  const int64_t now = s_.p.clock.monotonic_ms();
  if (role_ != Role::Leading || others_.empty() || failure.code != "conflict") return false;
  return now - std::exchange(forgave_ms_, now) > kForgiveMs;
}

void Shared::apply_activity() {
  if (role_ != Role::Leading && role_ != Role::Alone) return;
  bool active = active_;
  if (role_ == Role::Leading)
    for (const auto& [tab, looked_at] : others_) active = active || looked_at;
  s_.active = active;
  if (s_.phase == Phase::Online) s_.send_csi();
}

std::string Shared::session_xml() const {
  xml::Element e("session", ns::kTabs);
  const StreamFailure& f = s_.failure;
  const bool known = s_.live || s_.sm.resumable();
  e.set_attr("jid", known ? s_.jid.str() : "").set_attr("id", s_.sm.id());
  e.set_attr("counting", s_.sm.counting() ? "1" : "0");
  e.set_attr("in", std::to_string(s_.sm.handled()));
  e.set_attr("out", std::to_string(s_.sm.acknowledged()));
  e.set_attr("state", std::to_string(static_cast<int>(s_.public_state())));
  e.set_attr("code", f.code).set_attr("condition", f.condition).set_attr("text", f.text);
  e.set_attr("retry", std::to_string(f.retry_in_ms));
  if (f.permanent) e.set_attr("permanent", "1");
  if (s_.forgotten) e.set_attr("forgotten", "1");
  std::string inlined;
  for (const std::string& feature : s_.inline_done) inlined += feature + ' ';
  e.set_attr("inline", inlined);
  if (known) e.add(s_.features);
  return e.to_xml();
}

bool Shared::accepts(const std::string& proof) const {
  return s_.config.auth != AuthMethod::Password || proof == proof_ || proof == kept_proof_;
}

// Everything a new tab needs to be as if it had been there from the start.
void Shared::welcome(const TabMessage& hello) {
  const std::string& tab = hello.from;
  if (!accepts(hello.word)) {
    others_.erase(tab);
    return post(Kind::Refused, 0, 0, {}, tab, hello.word);
  }
  post(Kind::Snap, 0, 0, session_xml(), tab);
  if (s_.live || s_.sm.resumable()) {
    mirror_.replay([&](bool out, int64_t wall_ms, const std::string& xml) {
      post(Kind::Item, out ? 1 : 0, static_cast<uint64_t>(wall_ms), xml, tab);
    });
    for (const xml::Element& e : s_.sm.unconfirmed()) post(Kind::Item, 2, 0, e.to_xml(), tab);
  }
  std::string taken;
  for (const auto& [who, count] : taken_) taken += who + ' ' + std::to_string(count) + '\n';
  post(Kind::SnapEnd, 0, 0, taken, tab);
  s_.self.on_tab_note.emit(TabNote{});
}

}  // namespace confab::xmpp
