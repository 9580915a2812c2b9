// SPDX-License-Identifier: MIT
// FakeServer: enough of an XMPP server behind a FakeNetwork to log in to, with stream management
// and resumption, so that tests can cut the wire anywhere. Not a conformance test of anything.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/function.h"
#include "platform/fake/fake_network.h"
#include "xml/element.h"
#include "xmpp/transport/framing.h"

namespace confab::test {

class FakeServer {
 public:
  // Takes over `network.on_connect`.
  FakeServer(platform::FakeNetwork& network, platform::Timers& timers);

  // What it offers and how it misbehaves; may be changed between connections.
  std::vector<std::string> mechanisms{"SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"};
  std::string user = "alice", password = "secret", domain = "example.org";
  int iterations = 4096;
  bool forge_signature = false, forge_nonce = false, signature_in_challenge = false;
  std::string token;         // for OAUTHBEARER, X-OAUTH2, and as PLAIN's password; "" for none
  std::string scram_extra;   // behind the first message of SCRAM
  std::string sasl_failure;  // a condition: every login fails with it
  bool sm = true, resume = true, csi = false, optional_session = true, session = false;
  std::string caps;        // the hash of what it can do (XEP-0115)
  std::string bind_error;  // e.g. "<conflict .../>" for binds that name a resource
  bool bind_error_always = false;
  bool forget_sessions = false;  // resumption fails with item-not-found
  bool tell_h_on_failed_resume = true;
  bool answer_enable = true;       // <enable/> gets its <enabled/>
  bool answer_requests = true;     // <r/> gets its <a/>
  uint32_t miscount = 0;           // so many more it says in <resumed/> that it has handled
  bool deaf_when_resumed = false;  // takes nothing in on a resumed stream
  std::string first_frame;         // instead of <open/>
  std::string location;            // where it would like to be resumed

  // XEP-0388 and what rides along; see fake_sasl2.cpp.
  struct Sasl2 {
    bool on = false, bind = true, sm = true, fast = true;  // what is offered
    std::vector<std::string> features{"urn:xmpp:carbons:2", "urn:xmpp:sm:3", "urn:xmpp:csi:0"};
    std::string token, user_agent;  // the FAST token that is valid, and for whom
    std::string fast_failure;       // a condition
    std::string expiry = "2100-01-01T00:00:00Z";
    std::vector<std::string> counts;  // of uses of tokens
    int issued = 0, revoked = 0, inline_resumptions = 0, inline_binds = 0;
    bool rotate = false, forge_responder = false, no_responder = false;
    std::string upgrade, upgraded;  // a task, and what it brought
    std::string authorize_as;       // instead of who logged in
    xml::Element before_features;   // a stanza that comes between success and features
  } sasl2;

  // Cutting: each frame of either direction is one step; at step `cut_at` (from 0) the frame and
  // everything after it on that connection is lost, and the client hears of it a little later.
  int cut_at = -1;
  int steps = 0;

  // What reached the server in sessions, in order.
  std::vector<xml::Element> stanzas;
  std::vector<std::string> frames;  // every frame, also of the negotiation
  int logins = 0, resumptions = 0, csi_inactive = 0;

  Function<void(const xml::Element&)> on_stanza;  // each of these, after it was noted

  void deliver(xml::Element stanza);  // to the client; kept for resumption when it is away
  void raw(std::string_view frame);   // to the client as it is, uncounted
  void drop(int code = 1006);         // the socket dies
  void assume_bound();                // somebody else has signed in on this connection
  bool connected() const { return wire_ != nullptr; }
  std::string bound_resource;

 private:
  struct Wire;
  struct Kept {
    bool sm = false, resumable = false;
    std::string id;
    uint32_t handled = 0, sent = 0;  // stanzas from, to the client
    std::deque<xml::Element> queue;  // to the client, unconfirmed
  };
  void on_frame(const std::shared_ptr<Wire>& wire, const std::string& frame);
  void on_element(Wire& wire, const xml::Element& e);
  void on_auth(Wire& wire, const xml::Element& e);
  void on_scram_first(Wire& wire, const std::string& message);
  void on_scram_final(Wire& wire, const std::string& message);
  bool knows(Wire& wire, const std::string& data);  // else it has answered
  void refuse(Wire& wire, const std::string& condition);
  std::string offer2() const;
  void on_auth2(Wire& wire, const xml::Element& e);
  void on_token(Wire& wire, const std::string& data);
  void succeed2(Wire& wire, const std::string& data);
  std::string inline_results(Wire& wire);
  void on_sm(Wire& wire, const xml::Element& e);
  void on_bind(Wire& wire, const xml::Element& iq);
  void send(Wire& wire, std::string frame);
  void send_features(Wire& wire);
  void cut(Wire& wire);
  bool step(Wire& wire);  // false: cut here

  platform::FakeNetwork& network_;
  platform::Timers& timers_;
  std::shared_ptr<Wire> wire_;
  Kept kept_;
  int ids_ = 0;
};

}  // namespace confab::test
