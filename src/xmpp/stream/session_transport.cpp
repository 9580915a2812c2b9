// SPDX-License-Identifier: MIT
// Session: which transports to try and in which order, how one takes over from another, and BOSH
// sessions that others have opened.
#include <cstring>

#include "xmpp/core/ns.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/session_impl.h"
#include "xmpp/stream/url.h"
#include "xmpp/stream/websocket_link.h"

namespace confab::xmpp {
namespace {

constexpr int kMaxRedirects = 3;
constexpr uint64_t kRidMask = (uint64_t{1} << 48) - 1;  // far below the 2^53 that no rid may reach

std::optional<ServerUrl> parse_url(Transport transport, const std::string& url) {
  return transport == Transport::Bosh ? parse_bosh_url(url) : parse_websocket_url(url);
}

}  // namespace

std::optional<StreamFailure> Session::Impl::refuse(const Endpoint& e) const {
  const auto parsed = parse_url(e.transport, e.url);
  if (!parsed) return StreamFailure{.code = "bad-url", .permanent = true};
  // Browsers block it, but not all in a way that can be told from an unreachable server.
  if (p.network.secure_page() && !parsed->confidential())
    return StreamFailure{.code = "mixed-content", .permanent = true};
  return std::nullopt;
}

// Where a server sends us: never to where what we say could be read (RFC 7395 section 3.6.1).
std::optional<Session::Impl::Endpoint> Session::Impl::endpoint_of(const std::string& uri) const {
  for (const Transport t : config.transports) {
    const auto parsed = parse_url(t, uri);
    if (parsed && parsed->confidential() && !refuse({t, uri})) return Endpoint{t, uri};
  }
  return std::nullopt;
}

std::vector<Session::Impl::Endpoint> Session::Impl::find_endpoints() {
  endpoint = 0;
  std::vector<Endpoint> out;
  for (const Transport t : config.transports) {
    if (t == Transport::WebSocket && config.auth == AuthMethod::Prebind) continue;
    const std::string& url = t == Transport::Bosh ? config.bosh_url : config.websocket_url;
    if (!url.empty()) out.push_back({t, url});
  }
  if (out.empty())
    for (const Transport t : config.transports)
      for (const Endpoint& e : discovered)
        if (e.transport == t && (t == Transport::Bosh || config.auth != AuthMethod::Prebind))
          out.push_back(e);
  // Where the server sends us comes first. Its hint for resumption only if there is something to
  // fall back to: it may be out of date.
  const bool sent = !other_uri.empty();
  const std::string first = sent ? std::exchange(other_uri, {}) : sm.location();
  if (auto e = endpoint_of(first); e && (sent || (sm.resumable() && !out.empty()))) {
    std::erase_if(out, [&first](const Endpoint& other) { return other.url == first; });
    out.insert(out.begin(), std::move(*e));
  }
  return out;
}

std::unique_ptr<Link> Session::Impl::make_link(Transport transport, Link::Listener& listener) {
  if (transport == Transport::WebSocket)
    return std::make_unique<WebSocketLink>(listener, config.limits);
  BoshSettings settings{config.bosh_wait, config.bosh_hold, {}};
  uint64_t rid = config.prebind_rid;
  if (config.auth == AuthMethod::Prebind) {
    settings.keys = BoshKeys::restored(config.prebind_keys);
  } else {
    p.crypto.random_bytes(reinterpret_cast<uint8_t*>(&rid), sizeof rid);
    rid = (rid & kRidMask) + 1;
    if (config.bosh_key_sequence) settings.keys = BoshKeys(random_text(20));
  }
  return std::make_unique<BoshLink>(
      listener, config.limits,
      BoshLink::Platform{p.network, p.clock, p.timers, config.bosh_credentials},
      Bosh(std::move(settings), config.limits, rid));
}

void Session::Impl::open_endpoint() {
  const Endpoint e = endpoints[endpoint];
  if (auto refusal = refuse(e)) return fail(std::move(*refusal));
  confidential = parse_url(e.transport, e.url)->confidential();
  link = make_link(e.transport, *this);
  std::string error;
  if (!link->connect(p.network, e.url, error)) {
    log(LogLevel::Warn, "the platform refused the URL: " + error);
    return fail({.code = error == "mixed-content" ? "mixed-content" : "bad-url",
                 .text = error,
                 .permanent = true});
  }
  arm(patience(config.connect_timeout_ms));
}

int64_t Session::Impl::patience(int64_t ms) const {
  return endpoint + 1 < endpoints.size() ? std::min(ms, config.transport_failover_ms) : ms;
}

// Nobody spoke XMPP there: the next endpoint at once. After the last, the first failure counts, as
// it is about what was wanted most.
bool Session::Impl::fall_over(StreamFailure& f) {
  constexpr std::string_view kNoWay[] = {"unreachable", "bad-url", "mixed-content", "not-xmpp",
                                         "timeout"};
  bool no_way = false;
  for (const std::string_view code : kNoWay) no_way |= f.code == code;
  if (greeted || !no_way || (phase != Phase::Opening && phase != Phase::Greeting && !pipelined))
    return false;
  if (endpoints[endpoint].url == sm.location()) sm.forget_location();
  if (!first_failure) first_failure = f;
  first_failure->permanent &= f.permanent;
  if (endpoint + 1 >= endpoints.size()) {
    discovered.clear();  // perhaps it has moved
    f = *first_failure;
    return false;
  }
  log(LogLevel::Info, "no XMPP at " + endpoints[endpoint].url + " (" + f.code + "), trying " +
                          endpoints[endpoint + 1].url);
  retire_link(1000);
  attempt_token = std::make_shared<char>();
  phase = Phase::Opening;
  ++endpoint;
  open_endpoint();
  return true;
}

void Session::Impl::follow(const std::string& uri, StreamFailure otherwise) {
  if (redirects >= kMaxRedirects || !endpoint_of(uri)) return fail(std::move(otherwise));
  ++redirects;
  log(LogLevel::Info, "the server sends us to another address");
  if (!live) {
    other_uri = uri;
    return attempt();
  }
  otherwise.permanent = false;
  fail(std::move(otherwise));
  if (phase != Phase::Waiting) return;
  other_uri = uri;
  attempt();
}

void Session::Impl::on_link_terminated(std::string_view condition, const std::string& uri) {
  if (phase == Phase::Closing) return finish_close();
  StreamFailure f = failure_of_bosh(condition);
  if (condition == "see-other-uri") return follow(uri, std::move(f));
  if (f.code == "lost" && !live) f.code = "unreachable";
  greeted = true;  // it is a connection manager that says so
  fail(std::move(f));
}

// A BOSH session mends itself for as long as the server waits, unless the XMPP session can be
// resumed over another transport at once.
int64_t Session::Impl::link_patience_ms() const {
  return live && sm.resumable() && endpoints.size() > 1 ? config.transport_failover_ms : -1;
}

BoshLink* Session::Impl::bosh_link() const {
  const bool bosh = link && endpoints[endpoint].transport == Transport::Bosh;
  return bosh ? static_cast<BoshLink*>(link.get()) : nullptr;
}

// XEP-0206 section 8: there is a stream already, and nothing to negotiate.
void Session::Impl::attached() {
  bosh_link()->attach(config.prebind_sid);
  greeted = true;
  features = xml::Element("features");
  phase = Phase::Online;
  start_online(SessionEvent::Bound);
}

bool Session::Impl::can_resume() const {
  return sm.resumable() && features.child("sm", ns::kSm) && (bosh_resumes || !bosh_link());
}

// Prosody 13 offers to resume over BOSH but breaks inside, and answers nothing more on that stream.
// A new one, for a new session, works.
void Session::Impl::await_resumption() {
  if (!bosh_link()) return;
  phase_timer.start(std::min(2 * kImpatientMs, config.stanza_timeout_ms), [this] {
    log(LogLevel::Warn, "no answer to the resumption over BOSH, starting a new session");
    bosh_resumes = false;
    // It cannot throw out the session that it broke either: under that name nobody can bind.
    if (config.resource.empty() && config.jid.resource().empty())
      resource = "confab-" + random_text(4);
    sm.abandon();
    fail({.code = "timeout"});
  });
}

void Session::set_paused(bool paused) {
  if (BoshLink* link = impl_->bosh_link()) link->pause(paused);
}

std::string_view Session::transport() const {
  if (!impl_->link || !impl_->greeted) return {};
  return impl_->bosh_link() ? "bosh" : "websocket";
}

std::optional<BoshAttachment> Session::attachment() const {
  const BoshLink* link = impl_->bosh_link();
  if (!link || impl_->phase != Phase::Online || !link->bosh().open()) return std::nullopt;
  return BoshAttachment{impl_->jid, link->bosh().sid(), link->bosh().key_state(),
                        link->bosh().next_rid()};
}

}  // namespace confab::xmpp
