// SPDX-License-Identifier: MIT
// Session: from nothing to an open XMPP stream, and the waiting between two tries.
#include <cstring>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/redact.h"
#include "xmpp/stream/session_impl.h"

namespace confab::xmpp {
double Session::Impl::random() {
  uint8_t bytes[4];
  p.crypto.random_bytes(bytes, sizeof bytes);
  uint32_t n = 0;
  std::memcpy(&n, bytes, sizeof n);
  return n / 4294967296.0;
}

std::string Session::Impl::random_text(size_t n) {
  std::string bytes(n, '\0');
  p.crypto.random_bytes(reinterpret_cast<uint8_t*>(bytes.data()), n);
  return hex_encode(bytes);
}

void Session::Impl::arm(int64_t ms) {
  phase_timer.start(ms, [this] { fail({.code = "timeout"}); });
}

void Session::Impl::wait_for(int64_t ms) {
  retry_timer.start(ms, [this] { attempt(); });
}

void Session::Impl::attempt() {
  retire_link(1000);
  attempt_token = std::make_shared<char>();
  if (config.credentials && !std::exchange(credentials_fresh, false)) return ask_credentials();
  reach();
}

void Session::Impl::ask_credentials() {
  const std::weak_ptr<char> token = attempt_token;
  enter(Phase::Discovering);
  if (token.expired()) return;
  if (!p.network.online()) return fail({.code = "offline"});
  arm(2 * config.connect_timeout_ms);
  config.credentials->ask(credentials_refused, [this, token](const Credentials& c) {
    if (token.expired()) return;
    if (!c.failure.code.empty()) return fail(c.failure);
    if (c.password != config.password) keys = {};  // they were made of the old one
    config.password = c.password;
    config.token = c.token;
    if (config.auth == AuthMethod::Prebind) {
      config.jid = jid = c.jid;
      config.prebind_sid = c.prebind_sid;
      config.prebind_rid = c.prebind_rid;
    }
    if (config.auth == AuthMethod::Token && config.token_mechanism == "FAST")
      fast = {std::string(kFastMechanism), c.token};
    reach();
  });
}

void Session::Impl::reach() {
  const auto token = attempt_token;
  greeted = false;
  first_failure.reset();
  endpoints = find_endpoints();
  const bool discover = endpoints.empty();
  enter(discover ? Phase::Discovering : Phase::Opening);
  if (attempt_token != token) return;
  if (config.jid.domain().empty()) return fail({.code = "host-unknown", .permanent = true});
  if (!p.network.online()) return fail({.code = "offline"});
  if (!discover) return open_endpoint();
  if (!config.discover) return fail({.code = "bad-url", .permanent = true});
  arm(config.connect_timeout_ms);
  discover_endpoints(p.network, config.jid.domain(), static_cast<int>(config.connect_timeout_ms),
                     attempt_token, [this](const DiscoveryResult& r) { found(r); });
}

void Session::Impl::found(const DiscoveryResult& result) {
  discovered.clear();
  if (!result.websocket.empty()) discovered.push_back({Transport::WebSocket, result.websocket});
  if (!result.bosh.empty()) discovered.push_back({Transport::Bosh, result.bosh});
  endpoints = find_endpoints();
  if (endpoints.empty()) return fail({.code = "discovery-failed", .permanent = result.answered});
  const auto token = attempt_token;
  enter(Phase::Opening);
  if (attempt_token == token) open_endpoint();
}

void Session::Impl::on_link_open(std::string_view protocol) {
  if (protocol != "xmpp") return fail({.code = "not-xmpp", .permanent = true});
  if (config.auth == AuthMethod::Prebind) return attached();
  enter(Phase::Greeting);
  if (!link) return;
  arm(patience(config.stanza_timeout_ms));
  // Who we are is told only where nobody listens in; servers offer more to whom they know.
  link->open_stream(config.jid.domain(), may_be_named() ? config.jid.bare_str() : std::string(),
                    config.lang);
  offer = xml::Element("features");
  // Over BOSH the first answer has the session's id, without which nothing can be said.
  if (pipelining && !bosh_link() && fast_wanted()) begin_fast();
}

void Session::Impl::on_link_stream(const FrameOpen&) {
  greeted = true;
  if (phase == Phase::Greeting) arm(config.stanza_timeout_ms);
}

void Session::Impl::on_link_wire(bool outgoing, std::string_view frame) {
  (outgoing ? stats.bytes_out : stats.bytes_in) += frame.size();
  if (!outgoing) last_in = p.clock.monotonic_ms();
  if (self.on_wire.connected()) self.on_wire.emit(outgoing, redacted(frame));
}

void Session::Impl::on_link_end(const FrameClose& close) {
  if (phase == Phase::Closing) return finish_close();
  // A stream that was closed properly cannot be resumed (XEP-0198 section 5).
  sm.abandon();
  if (!close.see_other_uri.empty())
    return follow(close.see_other_uri, {.code = "see-other-host", .permanent = true});
  fail({.code = live ? "lost" : "unreachable", .condition = "closed"});
}

void Session::Impl::on_link_bad_frame(xml::ParseError error) {
  if (!greeted) return fail({.code = "not-xmpp", .permanent = true});
  protocol_violation(stream_condition(error), {}, failure_of_parse(error));
}

void Session::Impl::on_link_lost(int code, std::string_view reason) {
  StreamFailure f{.code = live ? "lost" : "unreachable", .text = std::string(reason)};
  if (code == 1008) f.code = "policy-violation";
  // Prosody takes no continuation frames, of which browsers make a long message (1003).
  if (code == 1009 || code == 1003) f.code = "too-large";
  fail(std::move(f));
}

}  // namespace confab::xmpp
