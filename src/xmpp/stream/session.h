// SPDX-License-Identifier: MIT
// Session: one XMPP session over a transport: negotiation, SASL, bind, stream management and the
// reconnect policy. Knows streams and stanzas, not features (modules do) and not conversations.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/function.h"
#include "base/log.h"
#include "base/signal.h"
#include "platform/clock.h"
#include "platform/crypto.h"
#include "platform/socket.h"
#include "platform/tabs.h"
#include "xml/parse.h"
#include "xmpp/core/jid.h"
#include "xmpp/stream/resume_state.h"
#include "xmpp/stream/scram.h"
#include "xmpp/stream/tab_note.h"

namespace confab::xmpp {

class CredentialSource;

enum class AuthMethod : uint8_t { Password, Anonymous, External, Prebind, Token };
enum class Transport : uint8_t { WebSocket, Bosh };

// A token that the server gave for logging in again (XEP-0484). As good as a password: it is kept
// only where the visitor agreed, and never logged.
struct FastToken {
  std::string mechanism, token;
  int64_t expires_ms = 0;  // wall clock; 0: not known
  uint32_t counter = 0;    // how often it was used
  bool empty() const { return token.empty(); }
};

struct SessionConfig {
  Jid jid;               // bare or full; domain only for Anonymous
  std::string password;  // kept in memory only
  AuthMethod auth = AuthMethod::Password;
  std::string token;                     // AuthMethod::Token; in memory only
  std::string token_mechanism = "auto";  // auto, OAUTHBEARER, X-OAUTH2, PLAIN-JWT, FAST
  bool sasl2 = true, fast = true;        // XEP-0388, XEP-0484, where the server has them
  FastToken fast_token;                  // from an earlier session
  ScramKeys scram_keys;                  // the same, instead of the password
  // Who we are to servers that ask (XEP-0388): a UUID, the same for one browser; "": a new one.
  std::string user_agent_id, software = "Confab";
  std::string websocket_url, bosh_url;  // both empty: discover by XEP-0156
  bool discover = true;
  std::vector<Transport> transports{Transport::WebSocket, Transport::Bosh};  // in this order
  int64_t transport_failover_ms = 4000;  // until the next one is tried
  int bosh_wait = 59, bosh_hold = 1;
  bool bosh_key_sequence = true, bosh_credentials = false;
  // Prebind: a BOSH session that somebody else has opened for `jid` (XEP-0206 section 8).
  std::string prebind_sid, prebind_keys;
  uint64_t prebind_rid = 0;                  // of our first request
  std::string resource;                      // empty: ours, "confab-" + random
  std::vector<std::string> sasl_mechanisms;  // allowed ones; empty: all we know
  bool stream_management = true;             // enable_smacks
  bool auto_reconnect = true;
  bool share = true;            // one stream for all tabs, where the platform has any
  std::string share_namespace;  // storage.namespace: tabs of another one are strangers
  int64_t reconnect_min_ms = 500, reconnect_max_ms = 60000;
  double reconnect_jitter = 0.5;
  int64_t connect_timeout_ms = 15000, stanza_timeout_ms = 20000, ping_interval_ms = 60000;
  std::string lang = "en";
  xml::Limits limits;
  CredentialSource* credentials = nullptr;  // outlives the session; asked before each login again
};

enum class SessionState : uint8_t {
  Idle,
  Connecting,
  Authenticating,
  Binding,
  Online,
  Waiting,
  Closed
};

// Why a stream ended. `code` is what the contract's `disconnected`/`error` events carry.
struct StreamFailure {
  // unreachable, bad-url, mixed-content, not-xmpp, discovery-failed, auth-failed, account-disabled,
  // no-mechanism, insecure-mechanism, server-signature, bind-failed, conflict, system-shutdown,
  // token-refused, policy-violation, see-other-host, bad-xml, too-large, host-unknown,
  // stream-error, timeout, lost (was online, socket died), closed (we asked), offline,
  // prebind-expired
  // credentials-refused, credentials-unreachable, credentials-bad, credentials-insecure (see
  // CredentialSource)
  std::string code;
  std::string condition, text;  // the server's own condition and words, when it gave any
  bool permanent = false;       // retrying by itself would not help
  int64_t retry_in_ms = -1;     // when Waiting: the next try
};

// What to log in with, where somebody else than the visitor knows it: the site's own server.
struct Credentials {
  Jid jid;
  std::string password, token;
  std::string prebind_sid;  // with prebind_rid: a BOSH session of `jid` that the site has opened
  uint64_t prebind_rid = 0;
  StreamFailure failure;  // a code: there is nothing, and why
};
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // connect() brings the first along; this is for every login after it. `refused`: the server has
  // not accepted what was given last. `done` may be called at once or later, or never.
  virtual void ask(bool refused, Function<void(const Credentials&)> done) = 0;
};

enum class SessionEvent : uint8_t { Bound, Resumed, Lost, Closed };

// What somebody else needs to go on with a BOSH session (SessionConfig::prebind_*). A secret.
struct BoshAttachment {
  Jid jid;
  std::string sid, keys;  // keys: "" when the session has no key sequence
  uint64_t rid = 0;       // of the next request
};

class Shared;

class Session {
 public:
  struct Platform {
    platform::Clock& clock;
    platform::Timers& timers;
    platform::Network& network;
    platform::Crypto& crypto;
    const Log& log;
    platform::Tabs* tabs = nullptr;  // none: every tab has a stream of its own
  };
  explicit Session(Platform platform);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Drops what there was. With the state of an earlier page of the same account the old session is
  // resumed; where that fails a new one is bound, and what was unconfirmed is handed back.
  void connect(SessionConfig config, std::optional<ResumeState> earlier = {});
  // Before that: what had been said in that session (`out`: by us) about who is where, for tabs
  // that come later.
  void recall(bool out, xml::Element stanza);
  Function<void(SessionConfig&)> prepare;  // adds to each of them what is kept
  void disconnect();                       // closes the stream properly; ends in Closed
  void leave();  // as disconnect(), but only if no other tab needs the stream
  // The page goes: lets go of the socket. Not of the session where `kept` says that another page
  // will find it; else it is ended, so that no ghost of it stays in rooms, unless other tabs have
  // it.
  void suspend(bool kept);
  // When Waiting, or to probe a socket after sleep/visibility. `again`: connects anew after the
  // end, too.
  void retry_now(bool again = false);
  // disconnect() for good: the server forgets our token, and so do we. Tells on_state once that it
  // is Closed, also where it was before.
  void log_out();
  bool logged_out() const;  // since the last connect()
  // It was changed. What is kept in its place (a token, keys) is made anew at once: with the old
  // one nobody would come back.
  void set_password(std::string password);
  void set_active(bool active);  // XEP-0352, sent when offered and changed

  // The page is about to be frozen or left: lets a BOSH session wait as long as it may. False:
  // back.
  void set_paused(bool paused);

  SessionState state() const;
  std::string_view transport() const;  // "websocket", "bosh"; "" while there is no stream
  std::optional<BoshAttachment> attachment() const;  // while online over BOSH
  const Jid& jid() const;                            // full JID once bound
  const StreamFailure& last_failure() const;
  bool resumable() const;  // a lost stream may come back with nothing lost
  // The server knew nothing of the session before this one, and so has died, perhaps between
  // taking a message and passing it on.
  bool forgotten() const;
  // What another page needs to go on from here; nothing while there is nothing to be resumed. A
  // stanza that is just being handled does not count yet.
  std::optional<ResumeState> resume_state() const;
  // From now on the server is told of only those of its stanzas that are said to be kept, so that
  // a page that dies gets the others again. `in` is that of a resume_state().
  void keep_before_acknowledging(bool on);
  void kept(uint32_t in);
  const xml::Element& features() const;  // stream features after authentication

  // Namespaces of what Bind 2 (XEP-0386) may switch on while logging in, and whether it did.
  void set_inline(std::vector<std::string> features);
  bool enabled_inline(std::string_view feature) const;

  // Queues a stanza; it is sent now or, when resumable, after resumption. False: not taken (no
  // session); the caller keeps it. IQs sent here need an id.
  bool send(xml::Element stanza);

  struct Stats {
    uint64_t stanzas_in = 0, stanzas_out = 0, bytes_in = 0, bytes_out = 0;
    bool resumed = false;
  };
  const Stats& stats() const;

  Signal<SessionState> on_state;
  Signal<SessionEvent> on_session;
  Signal<const xml::Element&> on_stanza;   // inbound, already counted for XEP-0198
  Signal<const xml::Element&> on_sending;  // in resume_state(), and not yet on the wire
  Signal<const std::string&> on_acked;     // id attribute of a <message/> the server has,
                                           // or (without XEP-0198) that was written
  // Stanzas that a session which cannot be resumed had not confirmed, oldest first.
  Signal<const std::vector<xml::Element>&> on_unacked;
  // To be kept for SessionConfig instead of what was said before; empty: to be forgotten.
  Signal<const FastToken&> on_fast_token;
  Signal<const ScramKeys&> on_scram_keys;
  Signal<const TabNote&> on_tab_note;  // of another tab
  void tell_tabs(const TabNote& note);
  bool follows() const;  // another tab has the stream, and what there is to write down of it
  bool speaks() const;   // of all tabs that share it, this one makes the sounds

  Signal<bool /*outgoing*/, std::string_view> on_wire;  // opt-in stanza log; secrets are cut

 private:
  friend class Shared;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::xmpp
