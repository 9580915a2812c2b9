// SPDX-License-Identifier: MIT
// Session while online: routing, acknowledgements (XEP-0198), pings (XEP-0199), client state
// indication (XEP-0352), and the errors that end a stream.
#include <utility>

#include <algorithm>

#include "xmpp/core/ns.h"
#include "xmpp/shared/shared.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {
namespace {

constexpr size_t kAckEvery = 10;      // stanzas
constexpr int64_t kAckDelayMs = 100;  // after the first unconfirmed one

}  // namespace

void Session::Impl::transmit(const xml::Element& element) {
  if (link) link->send(element.to_xml());
}

void Session::Impl::route(xml::Element& element) {
  if (element.ns() == ns::kSm) return on_sm_element(element);
  if (element.is("features", ns::kStream)) {
    // After resuming by XEP-0388; a page that was loaded anew has not seen any yet.
    if (features.children().empty()) features = std::move(element);
    return;
  }
  if (!is_stanza(element)) {
    log(LogLevel::Debug, "ignored an unknown element of the stream: " + element.name());
    return;
  }
  sm.received();
  ++stats.stanzas_in;
  if (!ping_id.empty() && element.name() == "iq" && element.attr("id") == ping_id) {
    ping_id.clear();  // result or error: the server is there
    return;
  }
  if (ended_behind_us(element)) {
    log(LogLevel::Warn, "the server has ended the session that it let us resume");
    sm.abandon();
    return fail({.code = "lost", .condition = "session-gone"});
  }
  handling = true;
  if (shared) shared->received(element);
  self.on_stanza.emit(element);
  handling = false;
}

// Only our own server speaks for us. It says that we went, and we have not: the session behind the
// stream is gone, with what was in it (ejabberd, when two resumptions come close together).
bool Session::Impl::ended_behind_us(const xml::Element& element) const {
  return stats.resumed && !said_unavailable && element.name() == "presence" &&
         element.attr("type") == "unavailable" && element.attr("from") == jid.str();
}

void Session::Impl::on_sm_element(const xml::Element& element) {
  const std::string& name = element.name();
  if (name == "r") {
    acknowledge();
  } else if (name == "a") {
    proof_timer.cancel();
    if (sm.confirm(element, [this](const xml::Element& stanza) { acked(stanza); })) {
      if (shared) shared->progressed();
      return;
    }
    const std::string extra = "<handled-count-too-high xmlns='" + std::string(ns::kSm) + "' h='" +
                              xml::escape(element.attr("h")) + "'/>";
    sm.abandon();  // the two sides do not agree on what was said
    protocol_violation("undefined-condition", extra,
                       {.code = "stream-error", .condition = "handled-count-too-high"});
  } else if (name == "enabled") {
    sm.enabled(element);
    if (shared) shared->progressed();
    if (!sm.unconfirmed().empty()) request_ack();
  } else if (name == "failed") {
    for (const xml::Element& stanza : sm.unconfirmed()) handed_over(stanza);
    sm.refused();
    if (shared) shared->progressed();
  }
}

void Session::Impl::acked(const xml::Element& stanza) {
  if (stanza.name() == "message" && stanza.has_attr("id"))
    self.on_acked.emit(std::string(stanza.attr("id")));
}

// Without XEP-0198 a message counts as sent once it is written; said later, not from inside send().
void Session::Impl::handed_over(const xml::Element& stanza) {
  if (stanza.name() != "message" || !stanza.has_attr("id")) return;
  handed.emplace_back(stanza.attr("id"));
  if (handed_timer.pending()) return;
  handed_timer.start(0, [this] {
    for (const std::string& id : std::exchange(handed, {})) self.on_acked.emit(id);
  });
}

void Session::Impl::request_ack() {
  ++sent_since_request;
  if (!sm.active()) return;
  if (sent_since_request < kAckEvery) {
    if (!ack_timer.pending())
      ack_timer.start(kAckDelayMs, [this] {
        sent_since_request = kAckEvery;
        request_ack();
      });
    return;
  }
  sent_since_request = 0;
  ack_timer.cancel();
  if (phase != Phase::Online || sm.unconfirmed().empty()) return;
  transmit(xml::Element("r", ns::kSm));
  expect_answer(config.stanza_timeout_ms);
}

// Prosody 13 reads a resumed WebSocket behind the half frame that it got from the dead one, and so
// understands nothing more. A resumption that is not confirmed is given up for a new session.
void Session::Impl::prove_resumption() {
  transmit(xml::Element("r", ns::kSm));
  proof_timer.start(std::min(2 * kImpatientMs, config.stanza_timeout_ms), [this] {
    sm.abandon();
    fail({.code = "lost", .condition = "no-answer"});
  });
}

// One timer for the whole silence, instead of one that every stanza moves.
void Session::Impl::check_idle() {
  if (config.ping_interval_ms <= 0) return;
  const int64_t silent = p.clock.monotonic_ms() - last_in;
  if (silent >= config.ping_interval_ms) probe(config.stanza_timeout_ms);
  const int64_t rest = config.ping_interval_ms - silent;
  idle_timer.start(rest > 0 ? rest : config.ping_interval_ms, [this] { check_idle(); });
}

void Session::Impl::probe(int64_t patience_ms) {
  if (sm.active()) {
    transmit(xml::Element("r", ns::kSm));
  } else {
    ping_id = "ping-" + random_text(6);
    xml::Element iq("iq", ns::kClient);
    iq.set_attr("type", "get").set_attr("id", ping_id).set_attr("to", jid.domain());
    iq.add("ping", ns::kPing);
    if (sm.counting()) {
      if (shared) shared->sending(iq);
      sm.sent(iq, true);
    }
    transmit(iq);
  }
  probe_timer.cancel();
  expect_answer(patience_ms);
}

// Anything at all from the server within that time will do. One timer serves all that is asked: it
// looks at the oldest question that nothing has come after.
void Session::Impl::expect_answer(int64_t patience_ms) {
  // Nobody could sign in again; a BOSH session finds out by itself when it is lost.
  if (config.auth == AuthMethod::Prebind) return;
  if (!probe_timer.pending() || stats.bytes_in != asked_bytes) {
    asked_bytes = stats.bytes_in;
    asked_at = p.clock.monotonic_ms();
  }
  if (probe_timer.pending()) return;
  probe_timer.start(patience_ms, [this, patience_ms] {
    if (stats.bytes_in != asked_bytes) return;
    if (p.clock.monotonic_ms() - asked_at >= patience_ms)
      return fail({.code = "lost", .condition = "no-answer"});
    expect_answer(asked_at + patience_ms - p.clock.monotonic_ms());
  });
}

void Session::Impl::send_csi() {
  if (active == told_active || !features.child("csi", ns::kCsi)) return;
  told_active = active;
  transmit(xml::Element(active ? "active" : "inactive", ns::kCsi));
  // Prosody (mod_csi_simple) then holds back also what it had not written yet: perhaps the answer
  // that shows us that it is there. Another one is urgent, and takes along what is in front of it.
  if (!active && sm.active()) transmit(xml::Element("r", ns::kSm));
}

void Session::Impl::on_stream_error(const xml::Element& error) {
  if (phase == Phase::Closing) return finish_close();
  StreamFailure f = failure_of_stream_error(error);
  if (link) link->close_stream();
  if (f.condition == "see-other-host") {
    // RFC 7395 section 3.5 wants see-other-uri of WebSocket servers; some give a URI here.
    return follow(std::string(error.child_text("see-other-host", ns::kStreamErrors)), std::move(f));
  }
  fail(std::move(f));
}

void Session::Impl::protocol_violation(std::string_view condition, std::string_view extra,
                                       StreamFailure f) {
  if (link) {
    link->send(stream_error_xml(condition, extra));
    link->close_stream();
  }
  fail(std::move(f));
}

}  // namespace confab::xmpp
