// SPDX-License-Identifier: MIT
// Session's public side, and how a stream or a session ends.
#include <algorithm>

#include "xmpp/core/ns.h"
#include "xmpp/shared/shared.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {
namespace {

constexpr int64_t kCloseTimeoutMs = 2000;
constexpr size_t kMaxQueued = 1000;   // stanzas kept for a session that is to be resumed
constexpr int64_t kStableMs = 10000;  // online this long: the next failure is a new one
constexpr int kMaxRepeats = 3;

}  // namespace

Session::Impl::Impl(Session& session, Platform platform)
    : self(session),
      p(platform),
      phase_timer(p.timers),
      retry_timer(p.timers),
      idle_timer(p.timers),
      probe_timer(p.timers),
      ack_timer(p.timers),
      proof_timer(p.timers),
      retire_timer(p.timers),
      handed_timer(p.timers) {
  if (p.tabs) shared = std::make_unique<Shared>(*this, *p.tabs);
}
Session::Impl::~Impl() = default;

SessionState Session::Impl::public_state() const {
  if (quiet) return SessionState::Online;
  switch (phase) {
    case Phase::Idle: return SessionState::Idle;
    case Phase::Discovering:
    case Phase::Opening:
    case Phase::Greeting: return SessionState::Connecting;
    case Phase::Authenticating:
    case Phase::Restarting: return SessionState::Authenticating;
    case Phase::Resuming:
    case Phase::Binding:
    case Phase::BoundInline:
    case Phase::LegacySession: return SessionState::Binding;
    case Phase::Online:
    case Phase::Closing: return SessionState::Online;
    case Phase::Waiting: return SessionState::Waiting;
    case Phase::Attached: return mirrored;
    case Phase::Closed: break;
  }
  return SessionState::Closed;
}

void Session::Impl::enter(Phase next) {
  phase = next;
  const SessionState state = public_state();
  if (state == announced) return;
  announced = state;
  self.on_state.emit(state);
}

void Session::Impl::connect(SessionConfig c, std::optional<ResumeState> earlier) {
  if (phase != Phase::Idle && phase != Phase::Closed) {
    disconnect();
    if (phase == Phase::Closing) finish_close();
  }
  set_up(std::move(c));
  if (earlier) take_up(std::move(*earlier));
  attempt();
}

// What a session begins with, before anything is opened.
void Session::Impl::set_up(SessionConfig c) {
  config = std::move(c);
  if (self.prepare) self.prepare(config);
  jid = config.jid;
  failure = {};
  forgotten = logged_out = false;
  sm.reset();
  features = xml::Element("features");
  backoff = Backoff(config.reconnect_min_ms, config.reconnect_max_ms, config.reconnect_jitter);
  fast = config.auth == AuthMethod::Token && config.token_mechanism == "FAST"
             ? FastToken{std::string(kFastMechanism), config.token}
             : config.fast_token;
  renewing = false;
  had_token = !fast.empty();
  keys = config.scram_keys;
  user_agent = config.user_agent_id.empty() ? random_uuid(p.crypto) : config.user_agent_id;
  pipelining = true;
  scram_seen = false;
  own_resource = !config.resource.empty() || !config.jid.resource().empty();
  resource = !config.resource.empty()         ? config.resource
             : !config.jid.resource().empty() ? config.jid.resource()
                                              : "confab-" + random_text(4);
  discovered.clear();
  other_uri.clear();
  redirects = repeats = 0;
  bosh_resumes = true;
  told_in = kept_in = 0;
  given_up = 0;
  credentials_fresh = true;
  credentials_refused = false;
}

void Session::Impl::disconnect() {
  switch (phase) {
    case Phase::Idle:
    case Phase::Closed:
    case Phase::Closing: return;
    case Phase::Online: break;
    default: return finish_close();
  }
  if (sm.active() && !sm.unconfirmed().empty()) transmit(xml::Element("r", ns::kSm));
  idle_timer.cancel();
  probe_timer.cancel();
  ack_timer.cancel();
  enter(Phase::Closing);
  link->close_stream();
  phase_timer.start(kCloseTimeoutMs, [this] { finish_close(); });
}

void Session::Impl::log_out() {
  if (fast_usable() && !endpoints.empty())
    revocation = std::make_unique<FastRevocation>(
        p, FastRevocation::What{endpoints[endpoint].url, config.jid, config.lang, user_agent, fast},
        [this](Link::Listener& of) { return make_link(endpoints[endpoint].transport, of); });
  forget_credentials();
  disconnect();
}

void Session::Impl::forget_credentials() {
  config.password.clear();
  config.token.clear();
  keys = {};
  set_fast({});
  self.on_scram_keys.emit(keys);
}

// Whatever the phase was: ends in Closed, because we asked.
void Session::Impl::finish_close() { fail({.code = "closed", .permanent = true}); }

void Session::Impl::retire_link(int code) {
  attempt_token.reset();
  sasl.reset();
  inline_sm.reset();
  for (OneTimer* t :
       {&phase_timer, &retry_timer, &idle_timer, &probe_timer, &ack_timer, &proof_timer})
    t->cancel();
  if (!link) return;
  if (phase >= Phase::Authenticating && phase < Phase::Online) ++given_up;
  link->detach();
  link->close_socket(code);
  retired.push_back(std::move(link));
  retire_timer.start(0, [this] { retired.clear(); });
}

// Errors that come back each time we do (a stanza that the server or our parser cannot take) would
// otherwise go on for ever.
bool Session::Impl::too_often(const StreamFailure& f) {
  constexpr std::string_view kRepeatable[] = {"bad-xml", "too-large", "policy-violation",
                                              "stream-error"};
  bool repeatable = false;
  for (const std::string_view code : kRepeatable) repeatable |= code == f.code;
  const bool stable = live && p.clock.monotonic_ms() - online_since >= kStableMs;
  repeats = repeatable && f.code == repeated_code && !stable ? repeats + 1 : repeatable ? 1 : 0;
  repeated_code = f.code;
  if (stable) backoff.reset();
  return repeats >= kMaxRepeats;
}

// A login of ours that we had given up, and that a slow server got to only now, takes the place of
// the one that came after it. Each of them does so once; then it is somebody else.
bool Session::Impl::replaced_by_ourselves(const StreamFailure& f) {
  if (f.code != "conflict" || given_up == 0) return false;
  --given_up;
  return true;
}

void Session::Impl::fail(StreamFailure f) {
  if (fall_over(f)) return;
  if (phase == Phase::Closing) f = {.code = "closed", .permanent = true};
  quiet = false;
  if (replaced_by_ourselves(f) || (f.permanent && shared && shared->forgives(f)))
    f.permanent = false;
  if (f.code != "closed")
    log(LogLevel::Info,
        "stream ended: " + f.code + (f.condition.empty() ? "" : ", " + f.condition));
  // A server that cannot be spoken to before it has spoken is given the time.
  if (std::exchange(pipelined, false) && !live && f.code != "closed") {
    pipelining = false;
    f.permanent = false;
  }
  // What the site gave out may have run out meanwhile: once, it is asked for more.
  const bool refused = f.code == "auth-failed" || f.code == "token-refused";
  if (refused && config.credentials && !std::exchange(credentials_refused, true)) return attempt();
  if (too_often(f)) f.permanent = true;
  if (config.auth == AuthMethod::Prebind && !config.credentials && f.code != "offline") {
    f.permanent = true;  // nothing to sign in with
    if (f.code == "lost" || f.code == "unreachable") f.code = "prebind-expired";
  }
  retire_link(1000);
  const bool was_live = std::exchange(live, false);
  // Asked for and not answered: nobody will ever say how far the server had come, or whether it
  // died before it passed on what it took.
  if (was_live) forgotten = sm.counting() && !sm.active() && !sm.resumable();
  const bool final = f.permanent || !config.auto_reconnect;
  // Not to be resumed: what offended one side would only be sent again. What cannot be confirmed
  // any more goes back before anybody hears that the session is gone.
  if (final || f.code == "policy-violation" || f.code == "bad-xml" || f.code == "too-large")
    sm.abandon();
  sm.suspend();
  failure = std::move(f);
  phase = final ? Phase::Closed : Phase::Waiting;
  if (!final) {
    failure.retry_in_ms = backoff.next(random());
    wait_for(failure.retry_in_ms);
  }
  const auto mine = attempt_token = std::make_shared<char>();
  if (!sm.resumable()) hand_back();
  if (attempt_token != mine) return;  // a listener has moved on
  if (final)
    self.on_session.emit(SessionEvent::Closed);
  else if (was_live)
    self.on_session.emit(SessionEvent::Lost);
  if (attempt_token == mine) enter(phase);
}

void Session::Impl::hand_back() {
  const auto stanzas = sm.take_unconfirmed();
  sm.reset();
  if (!stanzas.empty()) self.on_unacked.emit(stanzas);
}

bool Session::Impl::send(xml::Element stanza) {
  if (stanza.ns().empty()) stanza.set_ns(ns::kClient);
  if (stanza.name() == "presence" && !stanza.has_attr("to"))
    said_unavailable = stanza.attr("type") == "unavailable";
  if (phase == Phase::Online) {
    if (shared) shared->sending(stanza);
    ++stats.stanzas_out;
    if (!sm.counting()) {
      transmit(stanza);
      handed_over(stanza);
      return true;
    }
    sm.sent(stanza, true);
    self.on_sending.emit(stanza);
    transmit(stanza);
    request_ack();
    return true;
  }
  // Between two streams of one session, the stanza waits its turn behind those to be repeated.
  if (phase == Phase::Closing || phase == Phase::Closed || !sm.resumable() ||
      sm.unconfirmed().size() >= kMaxQueued)
    return false;
  ++stats.stanzas_out;
  if (shared) shared->sending(stanza);
  sm.sent(stanza, false);
  self.on_sending.emit(stanza);
  return true;
}

void Session::Impl::retry_now() {
  if (phase == Phase::Waiting) {
    retry_timer.cancel();
    backoff.reset();
    attempt();
  } else if (phase == Phase::Online) {
    probe(std::min(kImpatientMs, config.stanza_timeout_ms));
  }
}

Session::Session(Platform platform) : impl_(std::make_unique<Impl>(*this, platform)) {}
Session::~Session() {
  if (impl_->link) impl_->link->detach();
}

void Session::connect(SessionConfig config, std::optional<ResumeState> earlier) {
  if (impl_->shared) return impl_->shared->connect(std::move(config), std::move(earlier));
  impl_->connect(std::move(config), std::move(earlier));
}
void Session::recall(bool out, xml::Element stanza) {
  if (impl_->shared) impl_->shared->recall(out, std::move(stanza));
}
void Session::disconnect() { impl_->shared ? impl_->shared->disconnect() : impl_->disconnect(); }
void Session::leave() { impl_->shared ? impl_->shared->leave() : impl_->disconnect(); }
void Session::log_out() {
  Impl& i = *impl_;
  const bool over = i.announced == SessionState::Closed, again = std::exchange(i.logged_out, true);
  i.shared ? i.shared->log_out() : i.log_out();
  if (over && !again)
    on_state.emit(SessionState::Closed);  // there is no stream whose end would tell
}
bool Session::logged_out() const { return impl_->logged_out; }
void Session::set_inline(std::vector<std::string> features) {
  impl_->inline_wanted = std::move(features);
}
bool Session::enabled_inline(std::string_view feature) const {
  const auto& done = impl_->inline_done;
  return std::find(done.begin(), done.end(), feature) != done.end();
}

void Session::set_password(std::string password) {
  Impl& i = *impl_;
  const bool kept = !i.fast.empty() || !i.keys.client_key.empty();
  i.config.password = std::move(password);
  i.keys = i.derived = {};  // they were made of the old one
  if (i.shared) i.shared->password_changed();
  if (kept && !follows()) i.renew();
}
void Session::retry_now(bool again) {
  if (follows()) return impl_->shared->retry_now();
  if (again && impl_->phase == Phase::Closed) return connect(SessionConfig(impl_->config));
  impl_->retry_now();
}

void Session::set_active(bool active) {
  if (impl_->shared) return impl_->shared->set_active(active);
  impl_->active = active;
  if (impl_->phase == Phase::Online) impl_->send_csi();
}

SessionState Session::state() const { return impl_->public_state(); }
const Jid& Session::jid() const { return impl_->jid; }
const StreamFailure& Session::last_failure() const { return impl_->failure; }
bool Session::resumable() const { return impl_->sm.resumable(); }
bool Session::forgotten() const { return impl_->forgotten; }
const xml::Element& Session::features() const { return impl_->features; }
bool Session::send(xml::Element stanza) {
  if (follows()) return impl_->shared->send(std::move(stanza));
  if (impl_->shared && impl_->shared->answers(stanza)) return true;
  return impl_->send(std::move(stanza));
}
bool Session::follows() const { return impl_->shared && impl_->shared->follows(); }
bool Session::speaks() const { return !impl_->shared || impl_->shared->speaks(); }
void Session::tell_tabs(const TabNote& note) {
  if (impl_->shared) impl_->shared->note(note);
}
const Session::Stats& Session::stats() const { return impl_->stats; }

}  // namespace confab::xmpp
