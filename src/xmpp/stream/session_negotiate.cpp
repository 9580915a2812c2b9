// SPDX-License-Identifier: MIT
// Session: stream features, then resumption (XEP-0198) or resource binding (RFC 6120).
#include "xmpp/core/ns.h"
#include "xmpp/shared/shared.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {
namespace {

xml::Element iq_set(const std::string& id) {
  xml::Element iq("iq", ns::kClient);
  iq.set_attr("type", "set").set_attr("id", id);
  return iq;
}

bool is_answer(const xml::Element& e, const std::string& id) {
  return e.is("iq", ns::kClient) && e.attr("id") == id &&
         (e.attr("type") == "result" || e.attr("type") == "error");
}

}  // namespace

void Session::Impl::on_link_element(xml::Element& element) {
  if (element.is("error", ns::kStream)) return on_stream_error(element);
  switch (phase) {
    case Phase::Greeting:
    case Phase::Restarting:
      if (element.is("features", ns::kStream)) on_features(std::move(element));
      break;
    case Phase::Authenticating:
      if (element.ns() == sasl_ns) on_sasl(element);
      if (element.is("features", ns::kStream) && pipelined) offer = std::move(element);
      break;
    case Phase::BoundInline: {
      // The features come at once (XEP-0388); what comes instead of them is not lost.
      const bool late = !element.is("features", ns::kStream);
      if (!late) features = std::move(element);
      bound();
      if (late && phase == Phase::Online) route(element);
      break;
    }
    case Phase::Resuming:
      if (element.ns() == ns::kSm) on_resume_answer(element);
      break;
    case Phase::Binding:
      if (is_answer(element, bind_id)) on_bind_answer(element);
      break;
    case Phase::LegacySession:
      if (is_answer(element, bind_id)) bound();
      break;
    case Phase::Online:
    case Phase::Closing: return route(element);
    default: break;
  }
}

void Session::Impl::on_features(xml::Element offered) {
  if (phase == Phase::Greeting) {
    offer = std::move(offered);
    return begin_sasl();
  }
  features = std::move(offered);
  begin_session();
}

void Session::Impl::begin_session() {
  arm(config.stanza_timeout_ms);
  if (!can_resume()) return begin_bind(true);
  enter(Phase::Resuming);
  if (!link) return;
  await_resumption();
  transmit(resume_request());
}

void Session::Impl::on_resume_answer(const xml::Element& element) {
  const auto confirmed = [this](const xml::Element& stanza) { acked(stanza); };
  const auto token = attempt_token;
  if (element.name() == "resumed") {
    phase = Phase::Online;  // so that who hears of a confirmation may already send
    if (!sm.resumed(element, confirmed)) {
      sm.abandon();  // a new session next time: the two sides do not agree on what was said
      return protocol_violation("undefined-condition", {}, {.code = "stream-error"});
    }
    if (attempt_token != token || phase != Phase::Online) return;
    stats.resumed = true;
    if (shared) shared->progressed();
    for (const auto& stanza : sm.unconfirmed()) transmit(stanza);
    prove_resumption();
    return start_online(SessionEvent::Resumed);
  }
  if (element.name() != "failed") return;
  not_resumed(element);
  if (attempt_token == token) begin_bind(true);
}

// Servers may still say how far they got; a nonsensical count changes nothing. One that has kept
// no count has not ended the session but lost it.
void Session::Impl::not_resumed(const xml::Element& failed) {
  forgotten = !failed.has_attr("h");
  if (!forgotten) sm.confirm(failed, [this](const xml::Element& stanza) { acked(stanza); });
  sm.abandon();
}

void Session::Impl::begin_bind(bool with_resource) {
  if (!features.child("bind", ns::kBind))
    return fail({.code = "bind-failed", .condition = "feature-not-implemented", .permanent = true});
  inline_done.clear();
  bind_id = "bind-" + random_text(6);
  xml::Element iq = iq_set(bind_id);
  xml::Element& bind = iq.add("bind", ns::kBind);
  if (with_resource)
    bind.add("resource").set_text(resource);
  else
    resource.clear();
  enter(Phase::Binding);
  if (!link) return;
  arm(config.stanza_timeout_ms);
  transmit(iq);
}

void Session::Impl::on_bind_answer(const xml::Element& iq) {
  if (iq.attr("type") == "error") {
    StreamFailure f = failure_of_bind(iq);
    // The server may choose: RFC 6120 section 7.6.2.
    if (f.condition == "conflict" && !resource.empty()) return begin_bind(false);
    return fail(std::move(f));
  }
  const xml::Element* bind = iq.child("bind", ns::kBind);
  const auto full = bind ? Jid::parse(bind->child_text("jid")) : std::nullopt;
  if (!full || full->is_bare()) return fail({.code = "bind-failed", .permanent = true});
  if (config.auth == AuthMethod::Token && !is_us(*full))
    return fail({.code = "token-refused", .condition = "other-account", .permanent = true});
  jid = *full;
  resource = full->resource();  // the same again next time, so that no ghost stays behind
  const xml::Element* session = features.child("session", ns::kSession);
  if (session && !session->child("optional")) return begin_legacy_session();
  bound();
}

// RFC 3921 section 3, for servers that still insist. A refusal changes nothing for a client.
void Session::Impl::begin_legacy_session() {
  bind_id = "session-" + random_text(6);
  xml::Element iq = iq_set(bind_id);
  iq.add("session", ns::kSession);
  enter(Phase::LegacySession);
  if (!link) return;
  arm(config.stanza_timeout_ms);
  transmit(iq);
}

void Session::Impl::bound() {
  const auto orphans = sm.take_unconfirmed();
  sm.reset();
  kept_in = told_in = 0;
  stats.resumed = false;
  phase = Phase::Online;
  if (inline_sm) {
    sm.start();
    if (inline_sm->name() == "enabled")
      sm.enabled(*inline_sm);
    else
      sm.refused();
    inline_sm.reset();
  } else if (config.stream_management && features.child("sm", ns::kSm)) {
    transmit(sm_request());
    sm.start();  // no need to wait: the server answers in order
  }
  const auto token = attempt_token;
  if (!orphans.empty()) self.on_unacked.emit(orphans);
  if (attempt_token == token && phase == Phase::Online) start_online(SessionEvent::Bound);
}

void Session::Impl::start_online(SessionEvent event) {
  phase_timer.cancel();
  live = true;
  quiet = false;
  credentials_refused = false;
  redirects = 0;
  online_since = last_in = p.clock.monotonic_ms();
  sent_since_request = 0;
  told_active = true;  // what a server assumes of a new stream
  send_csi();
  check_idle();
  const auto token = attempt_token;
  self.on_session.emit(event);
  if (attempt_token == token && phase == Phase::Online) enter(Phase::Online);
}

}  // namespace confab::xmpp
