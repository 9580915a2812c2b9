// SPDX-License-Identifier: MIT
// Store: messages as they come, receipts, markers, errors, typing and unread counts.
#include <algorithm>

#include "chat/fold.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

using xmpp::ChatState;
using xmpp::MessageVia;

constexpr int64_t kTypingMs = 30000;
constexpr size_t kTypingLimit = 50;  // names in one conversation
constexpr size_t kIdLimit = 1024;    // bytes; longer ids identify nothing

std::string id_or_nothing(const std::string& id) {
  return id.size() <= kIdLimit ? id : std::string();
}

}  // namespace

Slot* Store::Impl::conversation_of(const xmpp::MessageEvent& e) {
  if (e.groupchat) {
    Slot* c = find(e.from.bare());
    return c && c->kind == ConversationKind::Room && !e.from.is_bare() ? c : nullptr;
  }
  const Jid& peer = e.outgoing ? e.to : e.from;
  if (peer.empty()) return nullptr;
  const Jid jid = e.muc_private ? peer : peer.bare();
  Slot* c = find(jid);
  if (c && c->kind == ConversationKind::Room) return nullptr;
  if (e.body.empty() || (c && (c->open || e.via == MessageVia::Archive))) return c;
  return open(jid, e.muc_private ? ConversationKind::RoomPrivate : ConversationKind::Direct);
}

void Store::Impl::on(const xmpp::MessageEvent& e) {
  Slot* c = conversation_of(e);
  if (!c) return;
  if (!e.outgoing && !e.delayed && e.via != MessageVia::Archive) {
    const bool room = c->kind != ConversationKind::Direct;
    typing(*c, room ? e.from.resource() : shown_name(e.from),
           e.body.empty() ? e.state : ChatState::Active);
  }
  if (!e.body.empty()) arrive(*c, e);
}

Message Store::Impl::make(Slot& c, const xmpp::MessageEvent& e) {
  Message m;
  m.state = e.outgoing ? MessageState::Sent : MessageState::Received;
  m.own = e.outgoing;
  m.said = Said::Elsewhere;
  m.archived = e.via == MessageVia::Archive;
  m.delayed = e.delayed || m.archived || e.via == MessageVia::MucHistory;
  m.by_our_clock = e.by_our_clock;
  m.corrected = !e.replaces_id.empty();
  m.id = id_or_nothing(e.id);
  if (e.origin_id != e.id) m.origin_id = id_or_nothing(e.origin_id);
  m.stanza_id = id_or_nothing(e.stanza_id);
  m.occupant_id = id_or_nothing(e.occupant_id);
  m.from = e.from;
  if (e.groupchat || (e.muc_private && !e.outgoing)) {
    m.sender = e.from.resource();
  } else {
    m.sender = shown_name(e.outgoing ? self : e.from);
  }
  m.body = clean(e.body, options.body_limit_bytes);
  if (e.lang.size() < 36) m.lang = e.lang;
  m.stamp_ms = sane(e.stamp_ms);
  m.mentions_me = e.groupchat && !m.own && mentions(m.body, c.nick);
  return m;
}

void Store::Impl::arrive(Slot& c, const xmpp::MessageEvent& e) {
  const bool told = e.via == MessageVia::MucHistory;
  const bool history = told || e.via == MessageVia::Archive;
  if (!history) c.told = 0;
  if (const MessageKey key = find_same(c, e)) {
    // Our own stand where they were typed, perhaps before what the room had earlier.
    const bool further = c.at(c.told) == kNowhere || c.at(key) > c.at(c.told);
    if (told && further) c.told = key;
    return absorb(c, key, e);
  }
  if (correct(c, e)) return;
  Message fresh = make(c, e);
  // Stamps of what an archive has may contradict the stream, which is nearer to the truth; a page
  // of the archive puts right where that is wrong, too. What none has has only its stamp.
  const bool in_archive = !history && !fresh.stanza_id.empty();
  const bool last = !fresh.delayed || e.by_our_clock || in_archive;
  size_t at = told   ? place_told(c, fresh)
              : last ? c.messages.size()
                     : place_by_stamp(c, fresh.stamp_ms, !history);
  // Perhaps this tab said it, on a page before this, and before what that page had yet to send.
  const auto later = [](const Message& m) { return waits(m) && m.said == Said::Before; };
  while (fresh.own && !history && at > 0 && later(c.messages[at - 1])) --at;
  if (c.last_activity_ms < fresh.stamp_ms) {
    c.last_activity_ms = fresh.stamp_ms;
    listed_stale = true;
  }
  const MessageKey key = insert(c, at, std::move(fresh)).key;
  if (told) c.told = key;
  if (!e.replaces_id.empty() || !c.orphans.empty()) settle_orphans(c, key, e);
  trim(c);
  const Message* m = c.get(key);
  if (!m) return;
  const bool count = missed(c, e, *m);
  if (m->own && !history) {
    c.read_ms = std::max(c.read_ms, m->stamp_ms);  // whoever writes has read
    set_unread(c, 0, 0);
  } else if (count) {
    count_unread(c, *m);
  }
  changed(history && !count ? Change::Kind::History : Change::Kind::Message, c.jid, key);
}

// History that comes with entering a room, or late, is news only when it is newer than what was
// held when the last stream was lost.
bool Store::Impl::missed(const Slot& c, const xmpp::MessageEvent& e, const Message& m) {
  if (m.own) return false;
  if (e.via == MessageVia::Live || e.via == MessageVia::Carbon)
    return !m.delayed || m.stamp_ms > c.read_ms;
  const size_t known = c.boundary ? c.at(c.boundary) : kNowhere;
  return c.catching_up && known != kNowhere && c.at(m.key) > known;
}

void Store::Impl::count_unread(Slot& c, const Message& m) {
  if (c.jid == watched) {
    c.read_ms = std::max(c.read_ms, m.stamp_ms);
    return;
  }
  const size_t first = c.first_unread ? c.at(c.first_unread) : kNowhere;
  if (c.unread == 0 || first == kNowhere || c.at(m.key) < first) c.first_unread = m.key;
  set_unread(c, c.unread + 1, c.mentions + (m.mentions_me ? 1 : 0));
}

void Store::Impl::typing(Slot& c, const std::string& who, ChatState state) {
  if (state == ChatState::None || who.empty()) return;
  if (c.kind == ConversationKind::Room && who == c.nick) return;
  if (state != ChatState::Composing) {
    if (c.typing.empty() || c.typing.erase(who) == 0) return;
    if (c.typing.empty()) typing_in.erase(c.jid);
  } else {
    if (c.typing.size() >= kTypingLimit && c.typing.count(who) == 0) return;
    c.typing[who] = clock.monotonic_ms() + kTypingMs;
    typing_in.insert(c.jid);
  }
  touch(c);
  changed(Change::Kind::Typing, c.jid, state == ChatState::Composing, who);
}

void Store::Impl::on(const xmpp::ChatStateEvent& e) {
  Slot* c = e.groupchat ? nullptr : find(e.from);  // a private chat with an occupant
  if (!c) c = find(e.from.bare());
  if (!c || (c->kind == ConversationKind::Room) != e.groupchat) return;
  typing(*c, c->kind == ConversationKind::Direct ? shown_name(e.from) : e.from.resource(), e.state);
}

bool Store::Impl::advance(Slot& c, Message& m, MessageState state) {
  if (m.state >= state && m.state != MessageState::Failed) return false;  // never back
  if (m.state == MessageState::Failed && state < MessageState::Sent) return false;
  // A receipt may come before the server's word, and a marker without a receipt: whoever waits for
  // the steps in between is told of them, too.
  if (state == MessageState::Displayed) advance(c, m, MessageState::Delivered);
  if (state == MessageState::Delivered) advance(c, m, MessageState::Sent);
  m.state = state;
  m.failure.clear();
  waiting.erase(m.id);
  touch(c, m);
  changed(Change::Kind::MessageState, c.jid, m.key);
  return true;
}

Message* Store::Impl::own_message(Slot& c, const std::string& id) {
  Message* found = nullptr;
  c.ids.any(c.ids.hash('o', "", id), [&](uint32_t local) {
    Message* m = c.get(c.places.key_of(local));
    if (!m || !m->own || (m->id != id && m->origin_id != id)) return false;
    found = m;
    return true;
  });
  return found;
}

void Store::Impl::on(const xmpp::ReceiptEvent& e) {
  Slot* c = find(e.from);
  if (!c) c = find(e.from.bare());
  if (!c || c->kind == ConversationKind::Room) return;  // XEP-0184 5.3: not in rooms
  Message* m = own_message(*c, e.id);
  if (!m || m->state == MessageState::Failed) return;
  if (!e.displayed) {
    advance(*c, *m, MessageState::Delivered);
    return;
  }
  // XEP-0333 2: everything up to the marked message was displayed. What was before a displayed one
  // already is, so the walk ends soon.
  const MessageKey marked = m->key;
  for (size_t i = c->at(marked) + 1; i-- > 0;) {
    Message& earlier = c->messages[i];
    if (!earlier.own || earlier.kind != EntryKind::Text) continue;
    if (earlier.state == MessageState::Displayed) break;
    const bool sent =
        earlier.state == MessageState::Sent || earlier.state == MessageState::Delivered;
    if (sent || earlier.key == marked) advance(*c, earlier, MessageState::Displayed);
  }
}

void Store::Impl::on(const xmpp::MessageErrorEvent& e) {
  Slot* c = find(e.from);
  if (!c) c = find(e.from.bare());
  Message* m = c ? own_message(*c, e.id) : nullptr;
  if (m) store.set_message_state(c->jid, m->key, MessageState::Failed, e.error.condition);
}

void Store::Impl::on(const xmpp::MessageSentEvent& e) {
  const auto it = waiting.find(e.id);
  if (it == waiting.end()) return;
  const auto [jid, key] = it->second;
  store.set_message_state(jid, key, MessageState::Sent);
}

}  // namespace confab::chat
