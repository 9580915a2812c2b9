// SPDX-License-Identifier: MIT
// Shared: coming and going of a tab, and what both roles need. See shared.h.
#include "xmpp/shared/shared.h"

#include <algorithm>

#include "base/strings.h"
#include "xmpp/core/hash.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {
namespace {

constexpr int64_t kTurnMs = 1000;
constexpr int kTurns = 4;  // a leader that has not said a word by then is not well
constexpr int kSecretRounds = 10000;
constexpr int64_t kLogoutMs = 3000;
constexpr size_t kMaxNote = 128 * 1024;

}  // namespace

Shared::Shared(Session::Impl& session, platform::Tabs& tabs)
    : s_(session),
      tabs_(tabs),
      seek_timer_(session.p.timers),
      patience_(session.p.timers),
      watch_(session.p.timers),
      later_(session.p.timers),
      grace_(session.p.timers),
      resend_(session.p.timers) {
  // Connected before anybody else, so that the other tabs hear of a session first.
  listeners_.push_back(s_.self.on_session.connect([this](SessionEvent e) { on_session(e); }));
  listeners_.push_back(s_.self.on_state.connect([this](SessionState state) { on_state(state); }));
  listeners_.push_back(s_.self.on_acked.connect([this](const std::string& id) {
    if (role_ == Role::Leading && !s_.sm.counting()) post(Kind::Acked, 0, 0, id);
  }));
}

Shared::~Shared() {
  if (channel_) post(Kind::Bye);
}

void Shared::connect(SessionConfig config, std::optional<ResumeState> earlier) {
  if (role_ != Role::Alone) leave();
  if (s_.phase != Phase::Idle && s_.phase != Phase::Closed) {
    s_.disconnect();
    if (s_.phase == Phase::Closing) s_.finish_close();
  }
  // A session that somebody else has opened for this tab alone cannot be opened again by others.
  const bool by_itself = !config.share || !config.prebind_sid.empty();
  if (by_itself || !tabs_.available() || config.jid.domain().empty()) {
    recalled_.clear();
    return s_.connect(std::move(config), std::move(earlier));
  }
  s_.set_up(std::move(config));
  s_.phase = Phase::Attached;
  earlier_ = std::move(earlier);
  id_ = s_.random_text(6);
  // Who does not know the password must not get into the session of who does, and shows it by a
  // hash that is slow to be guessed from. Who has what is kept of an earlier login needs none.
  proof_ = kept_proof_ = "k" + hex_encode(sha1("confab tabs " + s_.user_agent));
  if (s_.config.auth != AuthMethod::Password || s_.config.password.empty()) return join();
  role_ = Role::Hashing;
  show_state(SessionState::Connecting);
  prove();
}

void Shared::prove() {
  const std::weak_ptr<char> token = proving_ = std::make_shared<char>();
  s_.p.crypto.pbkdf2(platform::Hash::Sha256, s_.config.password,
                     "confab tabs " + s_.config.jid.bare_str(), kSecretRounds,
                     [this, token](const std::string& key) {
                       if (token.expired()) return;
                       if (!key.empty()) proof_ = "p" + hex_encode(sha1(key));
                       if (role_ == Role::Hashing) key.empty() ? alone() : join();
                     });
}

// Tabs that are opened from now on know the new one.
void Shared::password_changed() {
  if (role_ != Role::Alone && s_.config.auth == AuthMethod::Password) prove();
}

void Shared::join() {
  const SessionConfig& c = s_.config;
  std::string name = c.jid.bare_str();
  for (const std::string* part : {&c.websocket_url, &c.bosh_url, &c.share_namespace})
    name += '\n' + *part;
  name += static_cast<char>('0' + static_cast<int>(c.auth));
  channel_ = tabs_.join("confab:" + hex_encode(sha1(name)), *this);
  if (!channel_) return alone();
  others_.clear();
  epoch_ = 0;
  show_state(SessionState::Connecting);
  seek();
}

void Shared::seek() {
  role_ = Role::Seeking;
  attached_ = welcome_ = snapping_ = beginning_ = false;
  leader_.clear();
  channel_->ask(false);
  hello();
  take_over_after(seek_timer_, kTurnMs, kTurns);
}

// In turns, not at once: where the machine is too busy for our own timers it is for the leader.
void Shared::take_over_after(OneTimer& timer, int64_t turn_ms, int turns) {
  timer.start(turn_ms, [this, &timer, turn_ms, turns] {
    turns > 1 ? take_over_after(timer, turn_ms, turns - 1) : channel_->ask(true);
  });
}

// Whoever holds the lock and says nothing is frozen or worse. Not all of us at the same moment.
void Shared::expect_leader() {
  if (patience_.pending() || role_ != Role::Following) return;
  take_over_after(patience_, kTurnMs + static_cast<int64_t>(s_.random() * 1000 / kTurns), kTurns);
}

void Shared::hello() { post(Kind::Hello, active_ ? 1 : 0, 0, {}, {}, proof_); }

// As if there were no other tabs.
void Shared::alone() {
  leave();
  s_.phase = Phase::Idle;
  s_.connect(SessionConfig(s_.config), std::exchange(earlier_, {}));
}

void Shared::leave() {
  const Role was = std::exchange(role_, Role::Alone);
  proving_.reset();
  for (OneTimer* t : {&seek_timer_, &patience_, &watch_, &later_, &grace_, &resend_}) t->cancel();
  if (was == Role::Leading && others_.empty()) {
    s_.disconnect();  // nobody would come back for it
  } else if (was != Role::Alone) {
    s_.retire_link(1000);
    s_.live = false;
    if (s_.phase != Phase::Closed) s_.phase = Phase::Idle;
  }
  if (channel_) post(Kind::Bye);
  channel_.reset();
  inbox_.clear();
  notes_.clear();
  mine_.clear();
  taken_.clear();
  seq_ = 0;
  mirror_.reset({});
}

void Shared::disconnect() {
  if (role_ == Role::Alone || role_ == Role::Leading) return s_.disconnect();
  ask_to_close(false);
}

void Shared::log_out() {
  if (role_ == Role::Alone || role_ == Role::Leading) return s_.log_out();
  s_.forget_credentials();
  ask_to_close(true);
}

void Shared::ask_to_close(bool for_good) {
  if (role_ != Role::Following || !attached_) return end(SessionEvent::Closed);
  post(Kind::Logout, for_good ? 1 : 0);
  patience_.start(kLogoutMs, [this] { end(SessionEvent::Closed); });
}

void Shared::suspend(bool kept) {
  if (role_ == Role::Alone) return s_.suspend(kept);
  if (!kept && role_ == Role::Leading && others_.empty()) s_.say_goodbye();
  on_tab_sleep(true);
}

// The session is over for this tab; the next connect() begins anew.
void Shared::end(SessionEvent event) {
  if (s_.failure.code.empty()) s_.failure = {.code = "closed", .permanent = true};
  s_.phase = Phase::Closed;
  leave();
  s_.self.on_session.emit(event);
  if (s_.phase == Phase::Closed) s_.enter(Phase::Closed);
}

void Shared::retry_now() {
  if (role_ != Role::Following) return;
  post(Kind::Retry);
  post(Kind::Ask);
  expect_leader();
}

void Shared::set_active(bool active) {
  active_ = active;
  if (channel_) post(Kind::Active, active ? 1 : 0);
  if (role_ == Role::Following) watch();
  apply_activity();
}

bool Shared::speaks() const {
  if (role_ == Role::Alone) return true;
  for (const auto& [tab, active] : others_)
    if (active && (!active_ || tab < id_)) return false;
  return active_ || role_ == Role::Leading;
}

void Shared::post(Kind kind, uint64_t a, uint64_t b, std::string body, std::string to,
                  std::string word) {
  TabMessage m{kind, id_, std::move(to), epoch_, a, b, std::move(word), std::move(body)};
  channel_->post(m.encode());
}

void Shared::on_tab_text(std::string_view text) {
  const auto m = TabMessage::decode(text);
  if (!m || m->from == id_ || (!m->to.empty() && m->to != id_)) return;
  if (m->kind == Kind::Bye) {
    others_.erase(m->from);
    return apply_activity();
  }
  if (m->kind == Kind::Active || m->kind == Kind::Hello) {
    if (others_.size() < 1000 || others_.count(m->from)) others_[m->from] = m->a != 0;
    if (m->kind == Kind::Hello) post(Kind::Active, active_ ? 1 : 0);
    apply_activity();
    if (m->kind == Kind::Active) return;
  }
  if (m->kind == Kind::Note) return on_note(*m);
  if (role_ == Role::Leading) return lead_on(*m);
  if (role_ == Role::Seeking || role_ == Role::Following) follow_on(*m);
}

void Shared::note(const TabNote& n) {
  if (role_ != Role::Leading && role_ != Role::Following) return;
  if (n.text.size() > kMaxNote) return;
  post(Kind::Note, static_cast<uint64_t>(n.kind), uint64_t{n.count} << 32 | n.mentions,
       n.jid.str() + '\n' + n.text);
}

void Shared::on_note(const TabMessage& m) {
  const size_t line = m.body.find('\n');
  if (line == std::string::npos || m.body.size() > kMaxNote + 4000) return;
  const auto jid = Jid::parse(std::string_view(m.body).substr(0, line));
  const bool about_all = m.a == static_cast<uint64_t>(TabNote::Kind::Logout);
  if ((!jid && !about_all) || m.a >= static_cast<uint64_t>(TabNote::Kind::Join) || m.a == 0) return;
  if (role_ != Role::Leading && !attached_) return;
  notes_.push_back({static_cast<TabNote::Kind>(m.a), jid.value_or(Jid()), m.body.substr(line + 1),
                    static_cast<uint32_t>(m.b >> 32), static_cast<uint32_t>(m.b)});
  drain();
}

void Shared::enqueue(xml::Element stanza, bool carbon) {
  if (carbon) stanza = mirror_.as_carbon(std::move(stanza), 0);
  inbox_.push_back(std::move(stanza));
}

bool Shared::known(const xml::Element& stanza) {
  Mirror::Replies replies;
  const bool known = mirror_.answer(stanza, s_.p.clock.wall_ms(), replies);
  for (xml::Element& reply : replies) enqueue(std::move(reply));
  return known;
}

// A message may be kept by two tabs: it was written down by one and sent again by hand in another.
// It is confirmed with the one that went out.
bool Shared::said(const xml::Element& stanza) {
  if (stanza.name() != "message" || !stanza.child("body")) return false;
  const auto& open = s_.sm.unconfirmed();
  const bool waits = std::any_of(open.begin(), open.end(), [&](const xml::Element& e) {
    return e.name() == "message" && e.attr("id") == stanza.attr("id") && e.child("body");
  });
  if (waits) return true;
  if (!mirror_.knows(stanza, s_.p.clock.wall_ms())) return false;
  s_.handed_over(stanza);
  return true;
}

std::optional<TabNote> Shared::entering(const xml::Element& stanza) const {
  if (stanza.name() != "presence" || !stanza.child("x", ns::kMuc)) return std::nullopt;
  const auto room = Jid::parse(stanza.attr("to"));
  if (!room || mirror_.in_room(room->bare())) return std::nullopt;
  return TabNote{TabNote::Kind::Join, room->bare(), room->resource(), 0, 0};
}

void Shared::let_go() {
  s_.quiet = false;
  s_.retire_link(1000);
  s_.sm.suspend();
  s_.phase = Phase::Attached;
}

void Shared::run_later() {
  if (!inbox_.empty() && !later_.pending()) later_.start(0, [this] { drain(); });
}

// One after the other, also what comes in while one is being dealt with.
void Shared::drain() {
  if (draining_ || beginning_ || snapping_) return;
  draining_ = true;
  while (!inbox_.empty() || !notes_.empty()) {
    if (!inbox_.empty()) {
      const xml::Element stanza = std::move(inbox_.front());
      inbox_.pop_front();
      s_.self.on_stanza.emit(stanza);
    } else {
      const TabNote n = std::move(notes_.front());
      notes_.pop_front();
      s_.self.on_tab_note.emit(n);
    }
  }
  draining_ = false;
}

void Shared::show_state(SessionState state) {
  s_.mirrored = state;
  if (s_.phase == Phase::Attached) s_.enter(Phase::Attached);
}

}  // namespace confab::xmpp
