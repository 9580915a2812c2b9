// SPDX-License-Identifier: MIT
// Store: whether two messages are one (XEP-0359), and corrections (XEP-0308). Every candidate an
// index gives is verified here, so a colliding hash changes nothing.
#include <algorithm>

#include "chat/fold.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

constexpr int64_t kSameLiveMs = 10 * 60 * 1000;  // an id alone, live twice: the same within this
constexpr size_t kChosenByChance = 20;           // bytes: nobody comes to so long an id again
constexpr int64_t kSameBodyMs = 60 * 1000;       // no id at all, once from an archive
constexpr size_t kOrphans = 256;

bool has_id(const Message& m, const std::string& id) { return m.id == id || m.origin_id == id; }

bool old_copy(const xmpp::MessageEvent& e) {
  return e.delayed || e.via == xmpp::MessageVia::Archive || e.via == xmpp::MessageVia::MucHistory;
}

std::string_view author_tag(const Slot& c, const xmpp::MessageEvent& e) {
  if (e.outgoing) return "\x01";
  return c.kind == ConversationKind::Room ? std::string_view(e.from.resource()) : "";
}

// The one that is `same` of those that the index gives for an id; 0: none.
template <class Same>
MessageKey found_by(Slot& c, char kind, std::string_view owner, const std::string& id,
                    Same&& same) {
  MessageKey found = 0;
  c.ids.any(c.ids.hash(kind, owner, id), [&](uint32_t local) {
    const MessageKey key = c.places.key_of(local);
    const Message* m = c.get(key);
    if (!m || !same(*m)) return false;
    found = key;
    return true;
  });
  return found;
}

}  // namespace

MessageKey Store::Impl::find_archived(Slot& c, const std::string& stanza_id) {
  if (stanza_id.empty()) return 0;
  return found_by(c, 's', "", stanza_id,
                  [&](const Message& m) { return m.stanza_id == stanza_id; });
}

MessageKey Store::Impl::find_same(Slot& c, const xmpp::MessageEvent& e) {
  if (const MessageKey archived = find_archived(c, e.stanza_id)) return archived;

  const bool room = c.kind == ConversationKind::Room;
  const std::string_view nick = room ? std::string_view(e.from.resource()) : "";
  // Ids are the sender's to choose: some reuse them. One archive's two ids mean two messages unless
  // all else is equal, and then it is one that was sent twice.
  const auto same_id = [&](const std::string& id) {
    return [&, id](const Message& m) {
      if (!has_id(m, id) || m.own != e.outgoing) {
        // A room may not have known yet, or no longer know, that a message was ours.
        if (!room || !has_id(m, id) || !(m.from == e.from)) return false;
      }
      if (m.own && m.stanza_id.empty()) return true;
      if (!m.corrected && m.body != e.body && m.body != clean(e.body, options.body_limit_bytes))
        return false;
      return old_copy(e) || m.archived || m.delayed || id.size() >= kChosenByChance ||
             std::abs(m.stamp_ms - e.stamp_ms) < kSameLiveMs;
    };
  };
  for (const std::string* id : {&e.origin_id, &e.id}) {
    if (id->empty()) continue;
    if (e.outgoing)
      if (const MessageKey key = found_by(c, 'o', "", *id, same_id(*id))) return key;
    if (room || !e.outgoing)
      if (const MessageKey key = found_by(c, 'n', nick, *id, same_id(*id))) return key;
  }
  if (!e.id.empty() || !e.origin_id.empty()) return 0;
  return found_by(c, 'b', nick, e.body, [&](const Message& m) {
    const bool archived_both = !m.stanza_id.empty() && !e.stanza_id.empty();
    return m.body == e.body && m.own == e.outgoing && !archived_both &&
           (old_copy(e) || m.archived || m.delayed) &&
           std::abs(m.stamp_ms - e.stamp_ms) < kSameBodyMs;
  });
}

// What another copy of a message tells: its id in the archive, the server's time, that it arrived.
void Store::Impl::absorb(Slot& c, MessageKey key, const xmpp::MessageEvent& e) {
  Message& m = *c.get(key);
  bool seen = false;
  if (m.stanza_id.empty() && !e.stanza_id.empty()) {
    m.stanza_id = e.stanza_id;
    add_id(c, 's', "", m.stanza_id, key);
  }
  if (m.occupant_id.empty() && !e.occupant_id.empty()) {
    m.occupant_id = e.occupant_id;
    if (!m.id.empty()) add_id(c, 'c', m.occupant_id, m.id, key);
  }
  if (e.via == xmpp::MessageVia::Archive) m.archived = true;
  const bool ours = !m.delayed || m.by_our_clock;
  if (old_copy(e) && !e.by_our_clock && ours && m.stamp_ms != e.stamp_ms) {
    m.by_our_clock = false;
    m.stamp_ms = sane(e.stamp_ms);  // ours was the arrival by our own clock
    seen = true;
  }
  if (m.own) advance(c, m, MessageState::Sent);
  if (seen) touch(c, m);
}

bool Store::Impl::same_author(const Slot& c, const Message& m, const xmpp::MessageEvent& e) const {
  if (m.own || e.outgoing) return m.own && e.outgoing;
  if (c.kind != ConversationKind::Room) return true;  // one peer, and its bare JID was matched
  // XEP-0421: a nick may pass to somebody else, an occupant-id may not.
  if (!m.occupant_id.empty() || !e.occupant_id.empty()) return m.occupant_id == e.occupant_id;
  return m.from == e.from;
}

MessageKey Store::Impl::correction_target(Slot& c, const xmpp::MessageEvent& e) {
  const bool room = c.kind == ConversationKind::Room;
  const std::string_view nick = room ? std::string_view(e.from.resource()) : "";
  MessageKey target = 0;
  const auto try_one = [&](uint32_t local) {
    const MessageKey key = c.places.key_of(local);
    const Message* m = c.get(key);
    if (!m || !has_id(*m, e.replaces_id) || !same_author(c, *m, e)) return false;
    target = key;
    return true;
  };
  if (e.outgoing && c.ids.any(c.ids.hash('o', "", e.replaces_id), try_one)) return target;
  if (!e.outgoing && c.ids.any(c.ids.hash('n', nick, e.replaces_id), try_one)) return target;
  if (!e.occupant_id.empty() && c.ids.any(c.ids.hash('c', e.occupant_id, e.replaces_id), try_one))
    return target;
  // Some clients name their last correction instead of the original; and the original may be
  // missing.
  const auto alias = c.corrections.find(c.ids.hash('x', author_tag(c, e), e.replaces_id));
  if (alias != c.corrections.end()) target = alias->second;
  const auto orphan = c.orphans.find(c.ids.hash('r', author_tag(c, e), e.replaces_id));
  if (!target && orphan != c.orphans.end()) target = orphan->second;
  const Message* m = target ? c.get(target) : nullptr;
  return m && same_author(c, *m, e) ? target : 0;
}

void Store::Impl::set_corrected(Slot& c, Message& m, std::string body, int64_t stamp_ms) {
  int64_t& newest = c.corrected_at[m.key];
  if (stamp_ms < newest) return;  // an older correction, come late
  newest = stamp_ms;
  c.body_bytes += body.size();
  c.body_bytes -= std::min(c.body_bytes, m.body.size());
  m.body = std::move(body);
  m.corrected = true;
  if (c.kind == ConversationKind::Room && !m.own) m.mentions_me = mentions(m.body, c.nick);
  touch(c, m);
  changed(Change::Kind::Message, c.jid, m.key, "corrected");
}

void Store::Impl::remember_correction(Slot& c, const xmpp::MessageEvent& e, MessageKey target) {
  const std::string_view tag = author_tag(c, e);
  for (const std::string* id : {&e.id, &e.origin_id})
    if (!id->empty()) c.corrections[c.ids.hash('x', tag, *id)] = target;
  if (!e.stanza_id.empty()) c.corrections[c.ids.hash('y', "", e.stanza_id)] = target;
}

bool Store::Impl::correct(Slot& c, const xmpp::MessageEvent& e) {
  if (e.replaces_id.empty()) return false;
  if (!e.stanza_id.empty() && c.corrections.count(c.ids.hash('y', "", e.stanza_id))) return true;
  for (const std::string* id : {&e.id, &e.origin_id})
    if (!id->empty() && c.corrections.count(c.ids.hash('x', author_tag(c, e), *id))) return true;
  const MessageKey target = correction_target(c, e);
  if (!target) return false;
  remember_correction(c, e, target);
  set_corrected(c, *c.get(target), clean(e.body, options.body_limit_bytes), sane(e.stamp_ms));
  return true;
}

// After an insertion: a correction without its original waits for it; an original takes what waits.
void Store::Impl::settle_orphans(Slot& c, MessageKey key, const xmpp::MessageEvent& e) {
  const std::string_view tag = author_tag(c, e);
  if (!e.replaces_id.empty()) {
    remember_correction(c, e, key);
    c.corrected_at[key] = c.get(key)->stamp_ms;
    if (c.orphans.size() < kOrphans) c.orphans[c.ids.hash('r', tag, e.replaces_id)] = key;
    return;
  }
  for (const std::string* id : {&e.id, &e.origin_id}) {
    if (id->empty() || c.orphans.empty()) continue;
    const auto waiting = c.orphans.find(c.ids.hash('r', tag, *id));
    if (waiting == c.orphans.end()) continue;
    const MessageKey orphan = waiting->second;
    Message* correction = c.get(orphan);
    if (correction && !same_author(c, *correction, e)) continue;
    c.orphans.erase(waiting);
    if (!correction) continue;
    const std::string body = correction->body;
    const int64_t stamp = c.corrected_at[orphan];
    for (auto& [hash, target] : c.corrections)
      if (target == orphan) target = key;
    if (c.first_unread == orphan) c.first_unread = key;
    const MessageKey keep = c.first_unread;
    erase(c, c.at(orphan));
    c.first_unread = keep;
    set_corrected(c, *c.get(key), body, stamp);
  }
}

}  // namespace confab::chat
