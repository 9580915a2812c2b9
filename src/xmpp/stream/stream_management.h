// SPDX-License-Identifier: MIT
// StreamManagement: the counters and the queue of XEP-0198, for one session over any number of
// streams. Sends nothing itself. All counters are modulo 2^32, as the XEP has them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/function.h"
#include "xmpp/stream/resume_state.h"

namespace confab::xmpp {

bool is_stanza(const xml::Element& e);  // what is counted: XEP-0198 section 4

class StreamManagement {
 public:
  void reset();                              // forgets everything, the queue too
  void start();                              // <enable/> was sent: what follows is counted
  void enabled(const xml::Element& answer);  // <enabled/>
  void refused();                            // <failed/> to <enable/>: nothing will be confirmed

  bool counting() const { return counting_; }  // outgoing stanzas are kept until confirmed
  bool active() const { return counting_ && confirmed_; }  // <r/> makes sense
  bool resumable() const { return counting_ && !id_.empty(); }
  void abandon() { id_.clear(); }  // the session cannot come back (closed properly)

  // Where the server would like to be resumed, in its own words; "" when it did not say.
  const std::string& location() const { return location_; }
  void forget_location() { location_.clear(); }

  // One outgoing stanza. `on_wire`: it was handed to a stream now; else it waits for resumption.
  void sent(xml::Element stanza, bool on_wire);
  void received() {
    if (confirmed_) ++handled_;
  }
  uint32_t handled() const { return handled_; }

  using Confirmed = Function<void(const xml::Element&)>;
  // The server has handled `h` stanzas. False: more than it was sent, a stream error.
  bool confirm(uint32_t h, const Confirmed& each);
  // Parses h; false also for a missing or malformed one.
  bool confirm(const xml::Element& answer, const Confirmed& each);

  // The same from who knows better: more than it was sent is all of it, and no mistake.
  bool believe(uint32_t h, const Confirmed& each);

  void suspend() { confirmed_ = false; }  // the stream is gone; counters stay
  xml::Element resume_request() const;
  // <resumed/>: as confirm(); then everything still unconfirmed has to be sent again, in order.
  bool resumed(const xml::Element& answer, const Confirmed& each);
  const std::deque<xml::Element>& unconfirmed() const { return queue_; }

  // Of a session that another page had. What that page wrote last may lag behind what it sent, so
  // <resumed/> may then confirm more than is remembered, and is believed.
  void restore(const ResumeState& state);
  void save(ResumeState& state) const;  // ids, counters and queue

  // A copy of what another tab of the site counts (shared/), which it may have restored itself; it
  // becomes the original when that one goes.
  const std::string& id() const { return id_; }
  uint32_t acknowledged() const { return acknowledged_; }
  void mirror(std::string id, uint32_t handled, uint32_t acknowledged);
  void follow(uint32_t handled) { handled_ = handled; }
  void rename(std::string id) { id_ = std::move(id); }

  std::vector<xml::Element> take_unconfirmed();  // oldest first; the queue is empty after it

 private:
  std::string id_, location_;
  bool counting_ = false, confirmed_ = false, restored_ = false;
  uint32_t acknowledged_ = 0;  // the server's last h: what stands before queue_
  uint32_t handled_ = 0;
  size_t on_wire_ = 0;  // how many of queue_ the server may have seen
  std::deque<xml::Element> queue_;
};

}  // namespace confab::xmpp
