// SPDX-License-Identifier: MIT
// Store: a conversation out of and back into it, for what is kept between visits.
#include <algorithm>

#include "chat/saved.h"
#include "chat/store_impl.h"

namespace confab::chat {

SavedConversation Store::saved(const Conversation& conversation, size_t newest) const {
  const Slot& c = static_cast<const Slot&>(conversation);
  SavedConversation s;
  s.jid = c.jid;
  s.kind = c.kind;
  s.name = c.kind == ConversationKind::Room ? c.name : std::string();
  s.nick = c.nick;
  s.subject = c.subject;
  s.description = c.description;
  s.read_ms = c.read_ms;
  s.last_activity_ms = c.last_activity_ms;
  s.unread = c.unread;
  s.mentions = c.mentions;
  const size_t skip = c.messages.size() - std::min(newest, c.messages.size());
  s.history_complete = c.history_complete && skip == 0;
  s.messages.assign(c.messages.begin() + static_cast<std::ptrdiff_t>(skip), c.messages.end());
  const size_t first = c.first_unread ? c.at(c.first_unread) : kNowhere;
  if (first != kNowhere && first >= skip) s.first_unread = static_cast<int>(first - skip);
  return s;
}

void Store::restore(SavedConversation s) {
  if (const Slot* known = impl_->find(s.jid); known && !known->messages.empty()) return;
  Slot& c = *impl_->open(s.jid, s.kind);
  if (c.kind == ConversationKind::Room) c.name = impl_->clean(s.name, 8192);
  c.nick = s.nick;
  c.subject = impl_->clean(s.subject, 8192);
  c.description = impl_->clean(s.description, 8192);
  c.read_ms = s.read_ms;
  c.last_activity_ms = std::min(s.last_activity_ms, impl_->clock.wall_ms());
  // Complete up to what? Only a message of the archive says where to go on from.
  c.history_complete =
      s.history_complete && std::any_of(s.messages.begin(), s.messages.end(),
                                        [](const Message& m) { return !m.stanza_id.empty(); });
  for (Message& m : s.messages) {
    m.body = impl_->clean(m.body, impl_->options.body_limit_bytes);
    m.said = Said::Elsewhere;
    const std::string id = m.own && m.state == MessageState::Pending ? m.id : std::string();
    const MessageKey key = impl_->insert(c, c.messages.size(), std::move(m)).key;
    if (!id.empty()) impl_->waiting[id] = {c.jid, key};
  }
  if (s.first_unread >= 0) c.first_unread = c.messages[static_cast<size_t>(s.first_unread)].key;
  impl_->trim(c);
  impl_->listed_stale = true;
  impl_->set_unread(c, s.unread, s.mentions);
  impl_->touch(c);
  impl_->changed(Change::Kind::Conversation, c.jid);
}

void Store::catch_up(const Jid& jid) {
  for (Slot* c : impl_->created)
    if (jid.empty() ? c->kind != ConversationKind::Room : c->jid == jid) impl_->begin_catch_up(*c);
}

std::vector<xmpp::PresenceEvent> Store::presences() const {
  std::vector<xmpp::PresenceEvent> all;
  for (const auto& [bare, resources] : impl_->presences)
    for (const auto& [resource, r] : resources)
      all.push_back(
          {resource.empty() ? bare : bare.with_resource(resource), r.show, r.status, r.priority});
  return all;
}

}  // namespace confab::chat
