// SPDX-License-Identifier: MIT
// Store: what the account and the interface change by themselves: own messages, reading, drafts.
#include <algorithm>

#include "chat/store_impl.h"

namespace confab::chat {

void Store::close(const Jid& jid) {
  Slot* c = impl_->find(jid);
  if (!c || !c->open) return;
  impl_->set_unread(*c, 0, 0);
  c->open = false;
  impl_->listed_stale = true;
  impl_->touch(*c);
  impl_->changed(Change::Kind::Conversation, jid, 0, "closed");
}

void Store::set_watched(const Jid& jid) {
  if (impl_->watched == jid) return;
  // The divider has served once its conversation was looked at and left.
  if (Slot* left = impl_->find(impl_->watched); left && left->unread == 0 && left->first_unread) {
    left->first_unread = 0;
    impl_->touch(*left);
  }
  impl_->watched = jid;
  mark_read(jid);
}

void Store::set_shown(const Jid& jid) { impl_->shown = jid; }

void Store::mark_read(const Jid& jid) {
  Slot* c = impl_->find(jid);
  if (!c) return;
  for (auto m = c->messages.rbegin(); m != c->messages.rend(); ++m) {
    if (m->kind != EntryKind::Text) continue;
    c->read_ms = std::max(c->read_ms, m->stamp_ms);
    break;
  }
  impl_->set_unread(*c, 0, 0);
}

void Store::set_unread(const Jid& jid, int unread, int mentions) {
  Slot* c = impl_->find(jid);
  if (!c || jid == impl_->watched) return;
  if (unread <= 0) return mark_read(jid);
  c->first_unread = 0;
  int left = unread;
  for (auto m = c->messages.rbegin(); m != c->messages.rend() && left > 0; ++m) {
    if (m->kind != EntryKind::Text || m->own) continue;
    c->first_unread = m->key;
    --left;
  }
  impl_->set_unread(*c, unread, mentions);
}

void Store::set_draft(const Jid& jid, const std::string& text) {
  Slot* c = impl_->find(jid);
  if (!c || c->draft == text) return;
  c->draft = impl_->clean(text, impl_->options.body_limit_bytes);
  impl_->touch(*c);
  impl_->changed(Change::Kind::Conversation, jid);  // it may be shown, and come from elsewhere
}

MessageKey Store::add_own(const Jid& jid, Message m) {
  Slot* c = impl_->find(jid);
  if (!c) c = impl_->open(jid, ConversationKind::Direct);
  c->open = true;
  const bool room = c->kind == ConversationKind::Room;
  m.own = true;
  m.kind = EntryKind::Text;
  m.state = MessageState::Pending;
  m.body = impl_->clean(m.body, impl_->options.body_limit_bytes);
  m.from = room ? jid.with_resource(c->nick) : impl_->self;
  m.sender = !c->nick.empty() ? c->nick : impl_->shown_name(impl_->self);
  if (m.stamp_ms == 0) m.stamp_ms = impl_->clock.wall_ms();
  if (m.origin_id == m.id) m.origin_id.clear();
  const std::string id = m.id;
  const MessageKey key = impl_->insert(*c, c->messages.size(), std::move(m)).key;
  impl_->waiting[id] = {jid, key};
  mark_read(jid);
  c->first_unread = 0;
  c->last_activity_ms = std::max(c->last_activity_ms, impl_->clock.wall_ms());
  impl_->listed_stale = true;
  impl_->trim(*c);
  impl_->changed(Change::Kind::Message, jid, key);
  return key;
}

void Store::set_message_state(const Jid& jid, MessageKey key, MessageState state,
                              std::string failure) {
  Slot* c = impl_->find(jid);
  Message* m = c ? c->get(key) : nullptr;
  if (!m || !m->own) return;
  if (state == MessageState::Pending && m->state == MessageState::Failed) {  // tried again
    m->state = state;
    m->failure.clear();
    impl_->waiting[m->id] = {jid, key};
  } else if (state == MessageState::Failed) {
    if (m->state > MessageState::Sent) return;  // it did arrive
    m->state = state;
    m->failure = std::move(failure);
    impl_->waiting.erase(m->id);
  } else {
    impl_->advance(*c, *m, state);
    return;
  }
  impl_->touch(*c, *m);
  impl_->changed(Change::Kind::MessageState, jid, key, m->failure);
}

void Store::go_on_sending(const Jid& jid, MessageKey key, Said said) {
  Slot* c = impl_->find(jid);
  if (Message* m = c ? c->get(key) : nullptr; m && m->own) m->said = said;
  set_message_state(jid, key, MessageState::Pending);
}

void Store::remove_message(const Jid& jid, MessageKey key) {
  Slot* c = impl_->find(jid);
  const size_t at = c ? c->at(key) : kNowhere;
  if (at == kNowhere) return;
  impl_->waiting.erase(c->messages[at].id);
  impl_->erase(*c, at);
  impl_->changed(Change::Kind::Message, jid, key);
}

MessageKey Store::add_gap(const Jid& jid) {
  Slot* c = impl_->find(jid);
  if (!c || c->messages.empty()) return 0;
  // Behind what was caught up so far, before what came live since.
  const size_t after = c->boundary ? c->at(c->boundary) : kNowhere;
  const size_t at = after == kNowhere ? c->messages.size() : after + 1;
  c->catching_up = false;
  c->boundary = 0;
  c->news_after_gap = true;
  if (at > 0 && c->messages[at - 1].kind == EntryKind::Gap) return c->messages[at - 1].key;
  Message gap;
  gap.kind = EntryKind::Gap;
  gap.stamp_ms = at > 0 ? c->messages[at - 1].stamp_ms : impl_->clock.wall_ms();
  const MessageKey key = impl_->insert(*c, at, std::move(gap)).key;
  impl_->changed(Change::Kind::History, jid, key);
  return key;
}

void Store::Impl::begin_catch_up(Slot& c) {
  if (c.catching_up) return;  // what is held since the last loss came live, out of order
  c.boundary = 0;
  for (auto m = c.messages.rbegin(); m != c.messages.rend() && !c.boundary; ++m)
    if (m->kind == EntryKind::Text && m->state != MessageState::Pending &&
        m->state != MessageState::Failed)
      c.boundary = m->key;
  c.catching_up = c.boundary != 0;
}

void Store::begin_session() {
  for (Slot* c : impl_->created) {
    impl_->begin_catch_up(*c);
    if (c->room_state == RoomState::In) c->room_state = RoomState::Joining;
    impl_->clear_participants(*c);
    c->history_loading = false;
    impl_->touch(*c);
  }
  std::vector<Jid> known;
  for (const auto& [jid, resources] : impl_->presences) known.push_back(jid);
  impl_->presences.clear();
  for (const Jid& jid : known) impl_->show_presence(jid);
}

void Store::remove_request(size_t index) {
  if (index >= impl_->requests.size()) return;
  const Jid from = impl_->requests[index].from;
  impl_->requests.erase(impl_->requests.begin() + static_cast<std::ptrdiff_t>(index));
  impl_->changed(Change::Kind::Request, from);
}

void Store::set_history_loading(const Jid& jid, bool loading) {
  Slot* c = impl_->find(jid);
  if (!c || c->history_loading == loading) return;
  c->history_loading = loading;
  impl_->touch(*c);
}

void Store::expire_typing() {
  const int64_t now = impl_->clock.monotonic_ms();
  const std::vector<Jid> where(impl_->typing_in.begin(), impl_->typing_in.end());
  for (const Jid& jid : where) {
    Slot* c = impl_->find(jid);
    if (!c) continue;
    std::vector<std::string> silent;
    for (const auto& [who, due] : c->typing)
      if (due <= now) silent.push_back(who);
    for (const std::string& who : silent) impl_->typing(*c, who, xmpp::ChatState::Paused);
  }
}

int64_t Store::next_typing_expiry() const {
  int64_t next = -1;
  for (const Jid& jid : impl_->typing_in)
    if (const Slot* c = impl_->find(jid))
      for (const auto& [who, until] : c->typing)
        if (next < 0 || until < next) next = until;
  return next;
}

void Store::clear() {
  impl_->slots.clear();
  impl_->created.clear();
  impl_->listed.clear();
  impl_->listed_stale = true;
  impl_->unread_total = 0;
  impl_->held = 0;
  impl_->waiting.clear();
  impl_->typing_in.clear();
  impl_->page_ends.clear();
  impl_->presences.clear();
  impl_->contacts.clear();
  impl_->requests.clear();
  impl_->drop_pictures();
  impl_->self = impl_->watched = impl_->shown = Jid();
  impl_->changed(Change::Kind::Conversation, Jid());
}

}  // namespace confab::chat
