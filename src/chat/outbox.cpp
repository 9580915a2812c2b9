// SPDX-License-Identifier: MIT
// Outbox.
#include "chat/outbox.h"

#include <algorithm>

namespace confab::chat {

// Answers come in the order of sending, so what is looked for stands near the front.
Outgoing* Outbox::find(const std::string& id) {
  for (Outgoing& o : items_)
    if (o.id == id) return &o;
  return nullptr;
}

Outgoing* Outbox::find(const Jid& jid, MessageKey key) {
  for (Outgoing& o : items_)
    if (o.key == key && o.jid == jid) return &o;
  return nullptr;
}

void Outbox::finish(const std::string& id, const std::string& error) {
  const auto it =
      std::find_if(items_.begin(), items_.end(), [&](const Outgoing& o) { return o.id == id; });
  if (it == items_.end()) return;
  const auto done = std::move(it->done);
  it->done = nullptr;
  if (remember_) {
    it->failure = error;
    push_finished(std::move(*it));
  }
  items_.erase(it);
  if (on_change) on_change();
  if (done) done(error);
}

void Outbox::confirm(const std::string& id, int64_t now_ms) {
  if (const Outgoing* o = find(id)) {
    lately_.push_back(*o);
    lately_.back().done = nullptr;
    lately_.back().taken_at_ms = now_ms;
  }
  finish(id, "");
}

void Outbox::passed_on(int64_t until_ms) {
  const auto gone =
      std::erase_if(lately_, [&](const auto& o) { return o.taken_at_ms <= until_ms; });
  if (gone > 0 && on_change) on_change();
}

void Outbox::push_finished(Outgoing message) {
  message.finished = ++last_finished_;
  finished_.push_back(std::move(message));
}

void Outbox::remember(bool on) {
  remember_ = on;
  if (!on) finished_.clear();
}

void Outbox::forget(uint64_t up_to) {
  if (finished_.empty() || finished_.front().finished > up_to) return;
  while (!finished_.empty() && finished_.front().finished <= up_to) finished_.pop_front();
  if (on_change) on_change();
}

void Outbox::session_lost(bool died) {
  for (Outgoing& o : items_) {
    o.tried = o.tried || o.taken;
    o.taken = false;
    // A room's archive is where everybody looks; our own says nothing of what others were given.
    o.unproven = o.unproven || (died && o.tried && o.kind != ConversationKind::Room);
  }
  if (on_change && !items_.empty()) on_change();
}

}  // namespace confab::chat
