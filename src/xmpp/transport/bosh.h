// SPDX-License-Identifier: MIT
// Bosh: one BOSH session (XEP-0124, XEP-0206) as a state machine without I/O: request bodies out,
// response bodies in. Keeps request ids, order, acknowledgements, repetition and pace; knows
// neither HTTP nor XMPP's negotiation.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "xmpp/transport/bosh_body.h"
#include "xmpp/transport/bosh_keys.h"
#include "xmpp/transport/framing.h"

namespace confab::xmpp {

struct BoshSettings {
  int wait = 59, hold = 1;  // what to ask for; seconds, requests
  BoshKeys keys;
};
struct BoshRequest {
  uint64_t rid;
  std::string body;
  int64_t timeout_ms;
  bool farewell;  // nobody may be there any more for the answer: pause and terminate
};

struct BoshStanza {
  std::string_view xml;  // valid until the next call
};
struct BoshEnd {
  enum class Kind : uint8_t {
    Closed,      // properly, by either side
    Terminated,  // by the connection manager, for `condition` (XEP-0124 section 17.2)
    Lost,        // no way to it; `condition` says what was seen
    Bad,         // it sent what cannot be BOSH: `error`
  } kind;
  std::string condition, uri;  // uri: of see-other-uri
  xml::ParseError error = xml::ParseError::NotWellFormed;
};
// FrameOpen: the session was created.
using BoshEvent = std::variant<FrameOpen, BoshStanza, BoshEnd>;

// Times are monotonic milliseconds.
class Bosh {
 public:
  // `first_rid`: random for a session to be created.
  Bosh(BoshSettings settings, const xml::Limits& limits, uint64_t first_rid);

  // One of the two comes first.
  void create(const FrameOpen& ours);  // from, to, lang of our stream
  void attach(std::string sid);        // goes on with a session that others have created

  void restart();  // a new XMPP stream in this session (XEP-0206 section 5)
  void send(std::string_view stanza);
  void terminate();  // what was sent before goes with it
  void pause();      // no requests until wake(), send() or maxpause is over
  void wake() { paused_ = false; }

  std::optional<BoshRequest> next_request(int64_t now);  // to be made now; also repetitions
  void answered(uint64_t rid, int status, std::string body, int64_t now);
  void failed(uint64_t rid, int64_t now);  // no answer: network, timeout
  // What the answers say, in the order of requests. `patience_ms`: after how long without any
  // answer to give up although the connection manager would wait longer; -1: not before it.
  std::optional<BoshEvent> next_event(int64_t now, int64_t patience_ms);
  int64_t next_due() const;  // when to ask again without anything having happened; -1: never

  const std::string& sid() const { return sid_; }
  uint64_t next_rid() const { return next_rid_; }
  std::string key_state() const { return settings_.keys.state(); }
  bool open() const { return opened_ && !end_ && !terminating_; }

 private:
  struct Answer {
    std::string text;
    BoshBody body;
  };
  struct Flight {
    uint64_t rid;
    std::string body;
    bool farewell, empty;
    bool on_wire = false;
    int tries = 0;
    int64_t sent = 0, due = 0;  // when last; when to try (again)
    std::unique_ptr<Answer> answer;
  };
  Flight* find(uint64_t rid);
  size_t unanswered() const;
  bool polls() const { return hold_ == 0 || wait_ == 0; }
  bool may_ask(int64_t now) const;
  int64_t apart_due() const;
  std::string attributes_of_creation() const;
  BoshRequest take(Flight& flight, int64_t now);
  BoshRequest make(std::string attributes, std::string payload, bool farewell, int64_t now);
  std::optional<BoshEvent> process(Flight flight);
  int64_t deadline() const;  // when to give up, while there are no answers
  void read_settings(const xml::Element& head);
  void end(BoshEnd e);
  void repeat(Flight& flight, int64_t now);
  void arrived(Flight& flight, std::unique_ptr<Answer> answer, int64_t now);

  BoshSettings settings_;
  xml::Limits limits_;
  FrameOpen ours_;
  std::string sid_;
  uint64_t next_rid_;
  int wait_, hold_, requests_, polling_ = 2, inactivity_ = 60, maxpause_ = 0;
  bool wanted_ = false, opened_ = false, restarting_ = false;
  bool terminating_ = false, terminate_sent_ = false, pausing_ = false, paused_ = false;
  std::string queue_;           // stanzas for the next request
  std::deque<Flight> flights_;  // oldest first
  std::unique_ptr<Answer> current_;
  size_t child_ = 0;
  int64_t failing_since_ = -1, patience_ms_ = -1, poll_due_ = 0;
  int64_t fastest_ms_ = -1;  // the shortest way there and back so far
  bool last_was_empty_ = false;
  std::optional<BoshEnd> end_;
  bool end_told_ = false;
};

}  // namespace confab::xmpp
