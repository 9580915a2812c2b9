// SPDX-License-Identifier: MIT
// Session::Impl: the state machine's data and its steps. session.cpp: the public side and the ends;
// session_connect.cpp: up to an open socket, and again; session_negotiate.cpp: features to bind;
// session_online.cpp: stanzas, acknowledgements, pings.
#pragma once

#include <optional>

#include "xmpp/stream/backoff.h"
#include "xmpp/stream/discovery.h"
#include "xmpp/stream/link.h"
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
  LegacySession,
  Online,
  Closing,
  Waiting,
  Closed
};

// How long a server may take to answer when we have reason to doubt the connection.
inline constexpr int64_t kImpatientMs = 5000;

// A timer that is never pending twice and dies with its owner.
class OneTimer {
 public:
  explicit OneTimer(platform::Timers& timers) : timers_(timers) {}
  ~OneTimer() { cancel(); }
  void start(int64_t ms, std::function<void()> fn) {
    cancel();
    id_ = timers_.after(ms, [this, fn = std::move(fn)] {
      id_ = 0;
      fn();
    });
  }
  void cancel() {
    if (id_) timers_.cancel(std::exchange(id_, 0));
  }
  bool pending() const { return id_ != 0; }

 private:
  platform::Timers& timers_;
  platform::TimerId id_ = 0;
};

struct Session::Impl final : Link::Listener {
  Impl(Session& session, Platform platform);

  // session.cpp
  void connect(SessionConfig config, std::optional<ResumeState> earlier);
  void disconnect();
  void finish_close();
  bool send(xml::Element stanza);
  SessionState public_state() const;
  void enter(Phase phase);  // emits on_state when the public state changes
  void retire_link(int code);
  void fail(StreamFailure failure);  // ends this stream: Waiting or Closed
  void hand_back();                  // unconfirmed stanzas, to on_unacked
  bool too_often(const StreamFailure& failure);
  void log(LogLevel level, std::string_view text) const { p.log.write(level, "stream", text); }

  // session_resume.cpp
  void take_up(ResumeState earlier);
  void acknowledge();  // tells the server how much we have handled, or kept

  // session_connect.cpp
  void attempt();
  void discovered(const DiscoveryResult& result);
  void open_link(const std::string& url);
  std::optional<StreamFailure> refuse_url(const std::string& url) const;
  void wait_for(int64_t ms);
  void arm(int64_t ms);                                          // the phase's time limit
  void follow(const std::string& uri, StreamFailure otherwise);  // see-other-uri, see-other-host
  double random();                                               // [0, 1)
  std::string random_text(size_t bytes);

  // session_negotiate.cpp
  void on_features(xml::Element features);
  void begin_sasl(const xml::Element& features);
  void on_sasl(const xml::Element& element);
  void hash_password(const Scram::KeyRequest& request);
  void begin_session();
  void on_resume_answer(const xml::Element& element);
  void begin_bind(bool with_resource);
  void on_bind_answer(const xml::Element& iq);
  void begin_legacy_session();
  void bound();
  void start_online(SessionEvent event);

  // session_online.cpp
  void route(xml::Element& element);
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
  void on_link_bad_frame(xml::ParseError error) override;
  void on_link_lost(int code, std::string_view reason) override;
  void on_link_wire(bool outgoing, std::string_view frame) override;

  Session& self;
  Platform p;
  SessionConfig config;
  Phase phase = Phase::Idle;
  SessionState announced = SessionState::Idle;
  Jid jid;
  StreamFailure failure;
  xml::Element features{"features"};
  Stats stats;

  std::shared_ptr<char> attempt_token;  // asynchronous answers to an older attempt are void
  std::unique_ptr<Link> link;
  std::vector<std::unique_ptr<Link>> retired;  // may still be on the call stack
  std::optional<Sasl> sasl;
  StreamManagement sm;
  Backoff backoff{0, 0, 0};
  OneTimer phase_timer, retry_timer, idle_timer, probe_timer, ack_timer, proof_timer;
  OneTimer retire_timer, handed_timer;
  std::vector<std::string> handed;  // ids of messages to report by handed_timer

  bool confidential = false;               // of this link: wss: or loopback
  bool greeted = false;                    // the peer has sent <open/>, so it speaks XMPP
  bool live = false;                       // Bound or Resumed was announced, Lost or Closed not yet
  bool active = true, told_active = true;  // XEP-0352
  bool handling = false;                   // a stanza that is counted is still with its listeners
  bool keeping = false;                    // keep_before_acknowledging()
  uint32_t kept_in = 0, told_in = 0;
  bool owes_answer = false;  // the server has asked, and could not be told of everything
  std::string resource, bind_id, ping_id;
  std::string url, discovered_url, other_uri;
  int redirects = 0;
  std::string repeated_code;  // of stream errors soon after coming online
  int repeats = 0;
  int64_t online_since = 0, last_in = 0;
  size_t sent_since_request = 0;
};

}  // namespace confab::xmpp
