// SPDX-License-Identifier: MIT
// See iq_tracker.h.
#include "xmpp/iq_tracker.h"

#include <utility>

#include "xmpp/core/stanza_error.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {

bool may_answer(const xml::Element& iq, const Jid& to, const Jid& own) {
  const bool no_from = !iq.has_attr("from");
  const Jid from = jid_attr(iq, "from");
  if (!no_from && from.empty()) return false;
  // Our server answers for our account under several names, or under none.
  if (to.empty() || to == own.bare())
    return no_from || from == own.bare() || from == own ||
           (to.empty() && from == Jid({}, own.domain(), {}));
  if (to == Jid({}, own.domain(), {})) return no_from || from == to;
  return from == to;
}

IqResult failure(std::string_view condition) {
  return err(StanzaError{std::string(condition), "wait", {}, {}, {}});
}

}  // namespace

IqTracker::~IqTracker() {
  for (auto& [id, pending] : pending_) timers_.cancel(pending.timer);
}

void IqTracker::add(const std::string& id, const Jid& to, const Owner& owner, IqCallback done,
                    int64_t timeout_ms) {
  const auto timer = timers_.after(timeout_ms, [this, id] { fail(id, "timeout"); });
  pending_[id] = Pending{to, owner, std::move(done), timer};
}

void IqTracker::fail_later(const std::string& id) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  timers_.cancel(found->second.timer);
  found->second.timer = timers_.after(0, [this, id] { fail(id, "disconnected"); });
}

bool IqTracker::settle(const xml::Element& iq, const Jid& own) {
  const auto found = pending_.find(std::string(iq.attr("id")));
  if (found == pending_.end() || !may_answer(iq, found->second.to, own)) return false;
  Pending pending = std::move(found->second);
  pending_.erase(found);
  timers_.cancel(pending.timer);
  if (pending.owner.expired()) return true;
  if (iq.attr("type") == "result") {
    pending.done(IqResult(iq));
  } else {
    auto error = stanza_error(iq);
    pending.done(err(error ? std::move(*error) : StanzaError{"undefined-condition"}));
  }
  return true;
}

void IqTracker::fail(const std::string& id, std::string_view condition) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  Pending pending = std::move(found->second);
  pending_.erase(found);
  if (!pending.owner.expired()) pending.done(failure(condition));
}

void IqTracker::fail_all(std::string_view condition) {
  auto pending = std::exchange(pending_, {});  // callbacks may ask anew
  for (auto& [id, entry] : pending) timers_.cancel(entry.timer);
  for (auto& [id, entry] : pending)
    if (!entry.owner.expired()) entry.done(failure(condition));
}

}  // namespace confab::xmpp
