// SPDX-License-Identifier: MIT
// Session::Impl: the state machine's data and its steps. session.cpp: the public side and the ends;
// session_connect.cpp: up to an open stream, and again; session_transport.cpp: which transports,
// and how one takes over from another; session_negotiate.cpp: features to bind;
// session_sasl.cpp, session_sasl2.cpp: logging in, and what may ride along;
// session_online.cpp: stanzas, acknowledgements, pings.
#pragma once

#include <optional>

#include "xmpp/stream/backoff.h"
#include "xmpp/stream/bosh_link.h"
#include "xmpp/stream/discovery.h"
#include "xmpp/stream/fast.h"
#include "xmpp/stream/link.h"
#include "xmpp/stream/one_timer.h"
#include "xmpp/stream/sasl.h"
#include "xmpp/stream/session.h"
#include "xmpp/stream/stream_management.h"

namespace confab::xmpp {

enum class Phase : uint8_t {
  Idle,
  Discovering,
  Opening,
  Greeting,
  Authenticating,
  Restarting,
  Resuming,
  Binding,
  BoundInline,  // by Bind 2; the stream features come next
  LegacySession,
  Online,
  Closing,
  Waiting,
  Attached,  // another tab has the stream (shared/)
  Closed
};

// How long a server may take to answer when we have reason to doubt the connection.
inline constexpr int64_t kImpatientMs = 5000;

struct Session::Impl final : Link::Listener {
  Impl(Session& session, Platform platform);
  ~Impl() override;

  // session.cpp
  void connect(SessionConfig config, std::optional<ResumeState> earlier);
  void set_up(SessionConfig config);
  void disconnect();
  void log_out();
  void forget_credentials();
  void finish_close();
  void retry_now();
  bool send(xml::Element stanza);
  SessionState public_state() const;
  void enter(Phase phase);  // emits on_state when the public state changes
  void retire_link(int code);
  void fail(StreamFailure failure);  // ends this stream: Waiting or Closed
  void hand_back();                  // unconfirmed stanzas, to on_unacked
  bool too_often(const StreamFailure& failure);
  bool replaced_by_ourselves(const StreamFailure& failure);
  void log(LogLevel level, std::string_view text) const { p.log.write(level, "stream", text); }

  // session_resume.cpp
  void take_up(ResumeState earlier);
  void acknowledge();  // tells the server how much we have handled, or kept
  xml::Element resume_request();
  xml::Element sm_request() const;
  void take_kept();  // another page may have renewed what is kept
  void renew();      // what is kept, by logging in once more: the session goes on
  void suspend(bool kept);
  void say_goodbye();

  // session_connect.cpp
  void attempt();
  void ask_credentials();
  void reach();  // the server
  void found(const DiscoveryResult& result);
  void wait_for(int64_t ms);
  void arm(int64_t ms);  // the phase's time limit
  double random();       // [0, 1)
  std::string random_text(size_t bytes);

  // session_transport.cpp
  struct Endpoint {
    Transport transport;
    std::string url;
  };
  std::vector<Endpoint> find_endpoints();  // in the order to try them; empty: discover first
  std::optional<Endpoint> endpoint_of(const std::string& uri) const;  // one that may be used
  std::optional<StreamFailure> refuse(const Endpoint& endpoint) const;
  void open_endpoint();
  std::unique_ptr<Link> make_link(Transport transport, Link::Listener& listener);
  int64_t patience(int64_t ms) const;      // less than `ms` when there is another endpoint
  bool fall_over(StreamFailure& failure);  // true: the next endpoint is being tried
  void follow(const std::string& uri, StreamFailure otherwise);  // see-other-uri, see-other-host
  void attached();
  BoshLink* bosh_link() const;
  bool can_resume() const;
  void await_resumption();

  // session_sasl.cpp
  void begin_sasl();
  bool start_sasl(Mechanism mechanism, const xml::Element* list);  // false: failed
  bool may_be_named() const;  // whether <open/> may say who we are
  void on_sasl(const xml::Element& element);
  void sasl_failed(StreamFailure f);
  void respond(std::string_view bytes);
  void hash_password(const Scram::KeyRequest& request);
  void derive(Mechanism mechanism, const std::string& salt, int iterations,
              Function<void(const std::string& salted)> done);
  void keep_keys();

  // session_negotiate.cpp
  void on_features(xml::Element features);
  void begin_session();
  void on_resume_answer(const xml::Element& element);
  void not_resumed(const xml::Element& failed);
  void begin_bind(bool with_resource);
  void on_bind_answer(const xml::Element& iq);
  void begin_legacy_session();
  void bound();
  void start_online(SessionEvent event);

  // session_sasl2.cpp
  bool fast_usable() const;
  bool fast_wanted() const { return fast_usable() && !renewing; }
  void begin_fast();                           // at once, before the server has said anything
  bool begin_sasl2(const xml::Element& list);  // false: nothing there for us
  void authenticate(Mechanism mechanism, const xml::Element* list);
  void add_inline(xml::Element& request, const xml::Element* inlined);
  void ask_for_token(xml::Element& request, const xml::Element* inlined) const;
  void ask_for_upgrade(xml::Element& request, const xml::Element& list);
  bool offered_inline(std::string_view feature) const;
  void on_sasl2_success(const xml::Element& success);
  void on_bound_inline(const xml::Element& bound);
  void on_continue(const xml::Element& element);
  void on_task(const xml::Element& data);
  void set_fast(FastToken token);
  bool is_us(const Jid& authorized) const;

  // session_online.cpp
  void route(xml::Element& element);
  bool ended_behind_us(const xml::Element& element) const;
  void on_sm_element(const xml::Element& element);
  void transmit(const xml::Element& element);
  void acked(const xml::Element& stanza);
  void handed_over(const xml::Element& stanza);  // on the wire, and nobody will confirm it
  void request_ack();
  void prove_resumption();
  void check_idle();
  void probe(int64_t patience_ms);
  void expect_answer(int64_t patience_ms);
  void send_csi();
  void on_stream_error(const xml::Element& error);
  void protocol_violation(std::string_view condition, std::string_view extra,
                          StreamFailure failure);

  // Link::Listener
  void on_link_open(std::string_view protocol) override;
  void on_link_stream(const FrameOpen& open) override;
  void on_link_element(xml::Element& element) override;
  void on_link_end(const FrameClose& close) override;
  void on_link_terminated(std::string_view condition, const std::string& uri) override;
  void on_link_bad_frame(xml::ParseError error) override;
  void on_link_lost(int code, std::string_view reason) override;
  void on_link_wire(bool outgoing, std::string_view frame) override;
  int64_t link_patience_ms() const override;

  Session& self;
  Platform p;
  SessionConfig config;
  Phase phase = Phase::Idle;
  SessionState announced = SessionState::Idle;
  Jid jid;
  StreamFailure failure;
  xml::Element features{"features"};
  Stats stats;

  std::unique_ptr<Shared> shared;                    // null: no other tabs
  SessionState mirrored = SessionState::Connecting;  // while Attached: the leader's
  bool said_unavailable = false;                     // to everybody, ourselves
  bool quiet = false;  // going on with another tab's stream: nobody need notice

  std::shared_ptr<char> attempt_token;  // asynchronous answers to an older attempt are void
  std::unique_ptr<Link> link;
  std::vector<std::unique_ptr<Link>> retired;  // may still be on the call stack
  std::optional<Sasl> sasl;
  const char* sasl_ns = "";        // of the profile in use
  xml::Element offer{"features"};  // what the server offered before logging in
  SaslIdentity who;                // prepared
  ScramKeys keys, derived;         // known to work; on trial
  FastToken fast;
  std::unique_ptr<FastRevocation> revocation;
  std::string user_agent, upgrade;  // upgrade: the task under way (XEP-0480)
  std::vector<std::string> inline_wanted, inline_done;
  std::optional<xml::Element> inline_sm;  // the answer to <enable/>, when it came with Bind 2
  bool pipelining = true;                 // the server has not minded yet
  bool renewing = false;                  // the token that is there is given back, not used
  bool pipelined = false, had_token = false, scram_seen = false, own_resource = false;
  StreamManagement sm;
  Backoff backoff{0, 0, 0};
  OneTimer phase_timer, retry_timer, idle_timer, probe_timer, ack_timer, proof_timer;
  OneTimer retire_timer, handed_timer;
  std::vector<std::string> handed;  // ids of messages to report by handed_timer

  bool confidential = false;               // of this link: TLS or loopback
  bool credentials_fresh = false;          // not used yet
  bool credentials_refused = false;        // since we were online last
  bool logged_out = false;                 // since the last connect()
  bool forgotten = false;                  // of the session before; see Session::forgotten()
  bool greeted = false;                    // the peer has sent <open/>, so it speaks XMPP
  bool live = false;                       // Bound or Resumed was announced, Lost or Closed not yet
  bool active = true, told_active = true;  // XEP-0352
  bool handling = false;                   // a stanza that is counted is still with its listeners
  bool keeping = false;                    // keep_before_acknowledging()
  uint32_t kept_in = 0, told_in = 0;
  bool owes_answer = false;  // the server has asked, and could not be told of everything
  std::string resource, bind_id, ping_id;
  std::string other_uri;
  std::vector<Endpoint> endpoints, discovered;
  size_t endpoint = 0;                         // of endpoints: the one in use
  std::optional<StreamFailure> first_failure;  // of the endpoints before it, in this attempt
  bool bosh_resumes = true;                    // as far as we know, this server can
  int redirects = 0;
  // Logins that the server may still get to. What pages and tabs before us had begun is not known:
  // as many as a bad minute has.
  static constexpr int kOthersGivenUp = 5;
  int given_up = 0;
  std::string repeated_code;  // of stream errors soon after coming online
  int repeats = 0;
  int64_t online_since = 0, last_in = 0, asked_at = 0;
  uint64_t asked_bytes = 0;  // had come in when an answer was asked for
  size_t sent_since_request = 0;
};

}  // namespace confab::xmpp
