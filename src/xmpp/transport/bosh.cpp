// SPDX-License-Identifier: MIT
// See bosh.h. Requests and their pace; what answers mean is in bosh_answers.cpp.
#include "xmpp/transport/bosh.h"

#include <algorithm>

#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

constexpr int64_t kGraceMs = 10000;      // for an answer, beyond what it may be held
constexpr int64_t kFirstRepeatMs = 100;  // doubled each time
constexpr int64_t kMaxRepeatMs = 5000;
constexpr int64_t kEagerMs = 500;  // between requests that both were and got nothing
// Requests go over connections of their own, and may overtake each other. A server should put them
// in order (XEP-0124 section 14.2), but ejabberd (seen with 24.12) forgets one that came too early
// until something else happens. So two keep apart by twice the way there and back, within bounds.
constexpr int64_t kMinApartMs = 20, kMaxApartMs = 250;
constexpr int64_t kBreathMs = 20;  // to say something to an answer before an empty request goes out

}  // namespace

Bosh::Bosh(BoshSettings settings, const xml::Limits& limits, uint64_t first_rid)
    : settings_(std::move(settings)),
      limits_(limits),
      next_rid_(first_rid),
      wait_(settings_.wait),
      hold_(settings_.hold),
      requests_(settings_.hold + 1) {}

void Bosh::create(const FrameOpen& ours) {
  ours_ = ours;
  wanted_ = true;
}

void Bosh::attach(std::string sid) {
  sid_ = std::move(sid);
  opened_ = true;
}

void Bosh::restart() { restarting_ = true; }

void Bosh::send(std::string_view stanza) {
  queue_ += stanza;
  paused_ = false;
}

void Bosh::terminate() {
  if (!opened_)
    end({.kind = BoshEnd::Kind::Closed});
  else
    terminating_ = true;
}

void Bosh::pause() { pausing_ = maxpause_ > 0 && open() && !paused_; }

Bosh::Flight* Bosh::find(uint64_t rid) {
  for (Flight& f : flights_)
    if (f.rid == rid) return &f;
  return nullptr;
}

size_t Bosh::unanswered() const {
  return static_cast<size_t>(
      std::count_if(flights_.begin(), flights_.end(), [](const Flight& f) { return !f.answer; }));
}

std::string Bosh::attributes_of_creation() const {
  std::string out;
  append_bosh_attribute(out, "to", ours_.to);
  if (!ours_.from.empty()) append_bosh_attribute(out, "from", ours_.from);
  append_bosh_attribute(out, "xml:lang", ours_.lang);
  append_bosh_attribute(out, "ver", "1.11");
  append_bosh_attribute(out, "wait", std::to_string(settings_.wait));
  append_bosh_attribute(out, "hold", std::to_string(settings_.hold));
  append_bosh_attribute(out, "ack", "1");
  append_bosh_attribute(out, "content", "text/xml; charset=utf-8");
  append_bosh_attribute(out, "xmlns:xmpp", ns::kXbosh);
  append_bosh_attribute(out, "xmpp:version", "1.0");
  return out;
}

BoshRequest Bosh::take(Flight& flight, int64_t now) {
  flight.on_wire = true;
  flight.sent = now;
  ++flight.tries;
  const int held = opened_ ? wait_ : settings_.wait;
  return {flight.rid, flight.body, held * int64_t{1000} + kGraceMs, flight.farewell};
}

BoshRequest Bosh::make(std::string attributes, std::string payload, bool farewell, int64_t now) {
  const bool empty = attributes.empty() && payload.empty();
  const uint64_t rid = next_rid_++;
  std::string all;
  append_bosh_attribute(all, "rid", std::to_string(rid));
  if (opened_) {
    append_bosh_attribute(all, "sid", sid_);
    // The newest answer we have; left out where it is plain (XEP-0124 section 9.2).
    if (!flights_.empty())
      append_bosh_attribute(all, "ack", std::to_string(flights_.front().rid - 1));
  }
  all += attributes;
  all += settings_.keys.attributes();
  flights_.push_back({rid, bosh_body(all, payload), farewell, empty});
  return take(flights_.back(), now);
}

// When the next request may follow those that have no answer yet.
int64_t Bosh::apart_due() const {
  int64_t due = 0;
  for (const Flight& f : flights_)
    if (f.on_wire && !f.answer)
      due = std::max(due, f.sent + std::clamp(2 * fastest_ms_, kMinApartMs, kMaxApartMs));
  return due;
}

// An empty request, to be held or to poll.
bool Bosh::may_ask(int64_t now) const {
  if (paused_ || now < poll_due_) return false;
  return unanswered() < static_cast<size_t>(std::max(hold_, 1));
}

std::optional<BoshRequest> Bosh::next_request(int64_t now) {
  if (end_) return std::nullopt;
  const bool apart = now >= apart_due();
  for (Flight& f : flights_)
    if (!f.on_wire && !f.answer && f.due <= now && apart) return take(f, now);
  if (!opened_) {
    if (!std::exchange(wanted_, false)) return std::nullopt;
    return make(attributes_of_creation(), {}, false, now);
  }
  if (terminate_sent_) return std::nullopt;
  if (std::exchange(pausing_, false) && !terminating_) {
    paused_ = true;
    std::string attributes;
    append_bosh_attribute(attributes, "pause", std::to_string(maxpause_));
    return make(std::move(attributes), std::exchange(queue_, {}), true, now);
  }
  // May exceed the number of requests (XEP-0124 section 11).
  if (terminating_) {
    terminate_sent_ = true;
    return make(" type='terminate'", std::exchange(queue_, {}), true, now);
  }
  // Counted from the oldest that has no answer: servers keep no more answers for repetitions.
  if (flights_.size() >= static_cast<size_t>(requests_) || !apart) return std::nullopt;
  if (restarting_ && queue_.empty()) {
    restarting_ = false;
    std::string attributes;
    append_bosh_attribute(attributes, "to", ours_.to);
    append_bosh_attribute(attributes, "xml:lang", ours_.lang);
    append_bosh_attribute(attributes, "xmlns:xmpp", ns::kXbosh);
    append_bosh_attribute(attributes, "xmpp:restart", "true");
    return make(std::move(attributes), {}, false, now);
  }
  if (!queue_.empty()) return make({}, std::exchange(queue_, {}), false, now);
  if (!may_ask(now)) return std::nullopt;
  poll_due_ = now + (polls() ? polling_ * int64_t{1000} : 0);
  return make({}, {}, false, now);
}

void Bosh::repeat(Flight& flight, int64_t now) {
  if (failing_since_ < 0) failing_since_ = now;
  flight.on_wire = false;
  const int64_t pause = kFirstRepeatMs << std::min(flight.tries - 1, 10);
  flight.due = now + std::min(pause, kMaxRepeatMs);
}

// A connection manager that answers nothing to nothing at once must not be asked without rest.
void Bosh::arrived(Flight& flight, std::unique_ptr<Answer> answer, int64_t now) {
  const bool nothing = flight.empty && answer->body.children.empty();
  if (nothing && !polls() && last_was_empty_) poll_due_ = std::max(poll_due_, now + kEagerMs);
  last_was_empty_ = nothing;
  if (!answer->body.children.empty())  // there may be more
    poll_due_ = polls() ? now : now + kBreathMs;
  if (flight.tries == 1) {
    const int64_t took = now - flight.sent;
    fastest_ms_ = fastest_ms_ < 0 ? took : std::min(fastest_ms_, took);
  }
  failing_since_ = -1;
  flight.answer = std::move(answer);
}

int64_t Bosh::deadline() const {
  const int64_t theirs = inactivity_ * int64_t{1000};
  return failing_since_ + (patience_ms_ < 0 ? theirs : std::min(theirs, patience_ms_));
}

int64_t Bosh::next_due() const {
  if (end_) return -1;
  int64_t due = -1;
  const auto earlier = [&due](int64_t t) { due = due < 0 ? t : std::min(due, t); };
  const int64_t apart = apart_due();
  for (const Flight& f : flights_)
    if (!f.on_wire && !f.answer) earlier(std::max(f.due, apart));
  if (failing_since_ >= 0) earlier(deadline());
  if (opened_ && (restarting_ || !queue_.empty()) &&
      flights_.size() < static_cast<size_t>(requests_))
    earlier(apart);
  if (opened_ && !paused_ && !terminating_ &&
      unanswered() < static_cast<size_t>(std::max(hold_, 1)))
    earlier(poll_due_);
  return due;
}

}  // namespace confab::xmpp
