// SPDX-License-Identifier: MIT
// Session over the lives of pages: taking up what an earlier one had, and telling the server of no
// more of its stanzas than a later one would know of.
#include "xmpp/core/ns.h"
#include "xmpp/shared/shared.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {

void Session::Impl::take_up(ResumeState earlier) {
  const bool guest = config.auth == AuthMethod::Anonymous;
  const bool same =
      guest ? earlier.jid.domain() == config.jid.domain() : earlier.jid.bare() == config.jid.bare();
  if (!same || !config.stream_management) return;  // nothing of one account goes out by another
  given_up = kOthersGivenUp;
  sm.restore(earlier);
  kept_in = told_in = earlier.in;
  // Less what the server had added to it (XEP-0386: Prosody behind a ~, ejabberd behind a dot), and
  // would add again. Ours has neither.
  const std::string_view before = earlier.jid.resource();
  if (config.resource.empty()) resource = before.substr(0, before.find_first_of("~."));
  if (guest) return sm.abandon();  // a new guest may not take over the session of the one before
  jid = std::move(earlier.jid);
  features = std::move(earlier.features);
  if (config.discover && !earlier.url.empty())
    discovered = {{earlier.url.starts_with("http") ? Transport::Bosh : Transport::WebSocket,
                   std::move(earlier.url)}};
}

void Session::Impl::acknowledge() {
  const uint32_t h = keeping ? kept_in : sm.handled();
  xml::Element answer("a", ns::kSm);
  answer.set_attr("h", std::to_string(h));
  transmit(answer);
  told_in = h;
  owes_answer = h != sm.handled();
}

// A guest is somebody else at each login, so nobody could resume; without being asked to wait for
// that, the server ends the session with its socket, and no ghost stays in rooms.
xml::Element Session::Impl::sm_request() const {
  xml::Element request("enable", ns::kSm);
  if (config.auth != AuthMethod::Anonymous) request.set_attr("resume", "true");
  return request;
}

// It tells the server how much we have, so what is remembered has to say the same before.
xml::Element Session::Impl::resume_request() {
  kept_in = told_in = sm.handled();
  xml::Element request = sm.resume_request();
  self.on_sending.emit(request);
  return request;
}

std::optional<ResumeState> Session::resume_state() const {
  const Impl& i = *impl_;
  if (!i.sm.resumable() || i.phase == Phase::Closing) return std::nullopt;
  ResumeState state;
  i.sm.save(state);
  if (i.handling) --state.in;
  state.jid = i.jid;
  state.features = i.features;
  if (i.endpoint < i.endpoints.size()) state.url = i.endpoints[i.endpoint].url;
  return state;
}

void Session::Impl::take_kept() {
  config.fast_token = {};
  config.scram_keys = {};
  if (self.prepare) self.prepare(config);
  if (!config.fast_token.empty()) fast = config.fast_token;
  if (!config.scram_keys.client_key.empty()) keys = config.scram_keys;
  had_token |= !fast.empty();
}

// Not over BOSH, where one server breaks over resuming (await_resumption()): a session is worth
// more than not having to type the password the next time.
void Session::Impl::renew() {
  if (config.auth != AuthMethod::Password || phase != Phase::Online || bosh_link()) return;
  if (!sm.resumable()) return;
  renewing = true;
  quiet = true;
  sm.suspend();
  phase = Phase::Opening;
  attempt();
}

void Session::Impl::say_goodbye() {
  if (phase == Phase::Online) link->close_stream();
  sm.abandon();
}

void Session::Impl::suspend(bool kept) {
  if (phase == Phase::Idle || phase >= Phase::Closing) return;
  if (!kept) say_goodbye();
  if (!kept || sm.resumable()) fail({.code = "lost", .condition = "suspended"});
}

void Session::suspend(bool kept) {
  impl_->shared ? impl_->shared->suspend(kept) : impl_->suspend(kept);
}

void Session::keep_before_acknowledging(bool on) {
  impl_->keeping = on;
  impl_->kept_in = impl_->told_in = impl_->sm.handled();
}

void Session::kept(uint32_t in) {
  Impl& i = *impl_;
  // Of this session, and further on than what was known (modulo 2^32).
  if (in - i.kept_in > i.sm.handled() - i.kept_in) return;
  i.kept_in = in;
  if (i.keeping && i.owes_answer && i.phase == Phase::Online && in != i.told_in) i.acknowledge();
}

}  // namespace confab::xmpp
