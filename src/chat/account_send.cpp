// SPDX-License-Identifier: MIT
// Account: sending. A message leaves the outbox when it is known to have arrived, and is sent again
// only after the archive has been asked whether it did, unless the archive cannot tell.
#include <algorithm>
#include <utility>

#include "chat/account_impl.h"

namespace confab::chat {
namespace {

// As it goes over the wire. Servers end the stream over longer stanzas (RFC 6120 section 13.12 has
// them take at least 10,000 bytes), and browsers cut longer frames into pieces that not every
// server takes.
constexpr int kBounces = 3;  // a copy that an old session had sent may be refused, too
constexpr size_t kMaxBody = 64 * 1024;
constexpr int64_t kPassOnMs = 5000;
constexpr int64_t kReflectMs = 20000;  // a room that has not shown our message by then is doubted

bool too_large(const std::string& body) { return xml::escape(body).size() > kMaxBody; }

}  // namespace

// The conversation in which something to that address is said.
std::pair<Jid, ConversationKind> Account::Impl::where_to(const Jid& to) {
  if (const Conversation* known = store.find(to)) return {to, known->kind};
  if (room(to.bare()) && !to.is_bare()) return {to, ConversationKind::RoomPrivate};
  return {to.bare(), ConversationKind::Direct};
}

void Account::Impl::run(Send& c) {
  if (c.body.empty()) return;
  const auto [jid, kind] = where_to(c.jid);
  const Conversation& conversation = store.open(jid, kind);
  Message message;
  message.id = message.origin_id = c.id.empty() ? service.context().new_id() : c.id;
  message.body = c.body;
  Outgoing o;
  o.jid = jid;
  o.kind = kind;
  o.id = message.id;
  o.body = c.body;
  o.done = std::move(c.done);
  o.key = store.add_own(jid, std::move(message));
  store.set_draft(jid, "");
  if (storage.get(draft_key(jid))) storage.remove(draft_key(jid));
  drafts_unsaved.erase(jid);
  tell(xmpp::TabNote::Kind::Draft, jid);
  states.message_sent(jid);
  written_to.insert(jid);
  const std::string id = o.id;
  const MessageKey key = o.key;
  const bool refused = too_large(o.body);
  keep_for_sending(std::move(o));
  if (refused) {
    store.set_message_state(jid, key, MessageState::Failed, "too-large");
    return outbox.finish(id, "too-large");
  }

  const RoomRecord* r = kind == ConversationKind::Room ? room(jid) : nullptr;
  if (kind == ConversationKind::Room && (!r || !r->wanted)) {
    const std::string why =
        conversation.room_error.empty() ? "not-joined" : conversation.room_error;
    store.set_message_state(jid, key, MessageState::Failed, why);
    outbox.finish(id, why);
    return;
  }
  flush();
}

void Account::Impl::run(Retry& c) {
  const Message* m = store.find_message(c.jid, c.key);
  const Conversation* conversation = store.find(c.jid);
  if (!m || m->state != MessageState::Failed || outbox.find(c.jid, c.key) || too_large(m->body))
    return;
  const RoomRecord* r = room(c.jid);
  if (conversation->kind == ConversationKind::Room && (!r || !r->wanted)) return;
  Outgoing o;
  o.jid = c.jid;
  o.key = c.key;
  o.kind = conversation->kind;
  o.id = m->id;
  o.body = m->body;
  keep_for_sending(std::move(o));
  store.set_message_state(c.jid, c.key, MessageState::Pending);
  flush();
}

void Account::Impl::run(Discard& c) {
  const Message* m = store.find_message(c.jid, c.key);
  if (!m || !m->own || (m->state != MessageState::Pending && m->state != MessageState::Failed))
    return;
  const std::string id = m->id;
  store.remove_message(c.jid, c.key);
  outbox.finish(id, "discarded");
}

void Account::Impl::keep_for_sending(Outgoing o) {
  const Cursor* cursor = archive_of(o);
  if (cursor && cursor->known) o.since = cursor->from();
  outbox.push(std::move(o));
}

Cursor* Account::Impl::archive_of(const Outgoing& o) {
  if (o.kind != ConversationKind::Room) return &own;
  RoomRecord* r = room(o.jid);
  return r ? &r->cursor : nullptr;
}

// What may have arrived is looked for from where it was written: since then others have said
// something, and another tab may have read further.
void Account::Impl::look_back() {
  for (auto o = outbox.items().rbegin(); o != outbox.items().rend(); ++o) {  // the oldest counts
    Cursor* cursor = o->tried && o->since ? archive_of(*o) : nullptr;
    if (cursor && cursor->known) cursor->safe = *o->since;
  }
}

// The same, with a stream that goes on.
void Account::Impl::look_again() {
  look_back();
  bool chats = false;
  std::set<Jid> in_rooms;
  for (const Outgoing& o : outbox.items()) {
    if (!o.tried || o.taken) continue;
    if (o.kind == ConversationKind::Room) {
      in_rooms.insert(o.jid);
    } else {
      chats = true;
    }
  }
  if (chats) {
    own_caught_up = false;
    catch_up_account();
  }
  for (const Jid& jid : in_rooms) {
    RoomRecord* r = room(jid);
    if (!r || !r->entered || !r->settled) continue;
    r->caught_up = r->history_asked = false;
    r->cursor.behind = r->cursor.known;
    history_of_room(*r);
  }
}

bool Account::Impl::ready(const Outgoing& o) {
  const bool sure = !o.tried || o.unproven || own_caught_up;
  if (o.kind == ConversationKind::Direct) return sure;
  const RoomRecord* r = room(o.jid.bare());
  if (!r || !r->entered || r->doubt) return false;
  if (o.kind == ConversationKind::RoomPrivate) return sure;
  return !o.tried || r->caught_up;
}

// In order within each conversation: what must wait holds back what was written after it.
void Account::Impl::flush() {
  if (!online || flushing) return;
  flushing = true;
  bool took = false;
  std::unordered_set<Jid> held_back;
  for (size_t i = 0; online && i < outbox.size(); ++i) {
    Outgoing& o = outbox.items()[i];
    if (o.taken || held_back.count(o.jid)) continue;
    if (!ready(o)) {
      held_back.insert(o.jid);
      continue;
    }
    xmpp::OutgoingMessage message;
    message.to = o.jid;
    message.groupchat = o.kind == ConversationKind::Room;
    message.muc_private = o.kind == ConversationKind::RoomPrivate;
    message.id = o.id;
    message.body = o.body;
    message.request_receipt = !message.groupchat;
    o.taken = took = true;
    o.taken_at_ms = clock.monotonic_ms();
    const size_t before = outbox.size();
    if (!service.send_message(message)) {
      if (Outgoing* still = outbox.find(message.id)) still->taken = false;
      break;
    }
    if (outbox.size() < before) i -= std::min(i + 1, before - outbox.size());  // done at once
    if (message.groupchat) watch_reflection();
  }
  flushing = false;
  // Who sends through another tab's stream hears of no stanza on its way to the wire.
  if (took && outbox.on_change) outbox.on_change();
}

void Account::Impl::watch_reflection() {
  if (!std::exchange(reflect_timer, true)) after(kReflectMs, [this] { check_reflected(); });
}

// XEP-0410 1: a room may have forgotten us without a word; a message it does not show is the hint.
void Account::Impl::check_reflected() {
  reflect_timer = false;
  std::set<Jid> doubtful;
  bool waiting = false;
  for (const Outgoing& o : outbox.items()) {
    if (o.kind != ConversationKind::Room || !o.taken) continue;
    waiting = true;
    if (clock.monotonic_ms() - o.taken_at_ms >= kReflectMs) doubtful.insert(o.jid);
  }
  if (online)
    for (const Jid& jid : doubtful) service.self_ping(jid);
  if (waiting && online) {
    watch_reflection();
  }
}

// In the stream and not confirmed yet: also what this tab sent before it was loaded anew, while
// another one had the stream.
bool Account::Impl::unconfirmed(const std::string& id) {
  const auto state = service.session().resume_state();
  return state && state->holds(id);
}

// A server may confirm a message and pass it on a moment later.
void Account::Impl::confirmed(const std::string& id) {
  outbox.confirm(id, clock.monotonic_ms());
  after(kPassOnMs, [this] {
    if (online) outbox.passed_on(clock.monotonic_ms() - kPassOnMs);
  });
}

// Where it has died in that moment, what it had just confirmed goes out again, too, unless the
// other has said that it came.
void Account::Impl::lose_session(bool died) {
  std::deque<Outgoing> lately = outbox.lately();
  outbox.passed_on(INT64_MAX);
  for (; died && !lately.empty(); lately.pop_back()) {
    Outgoing& o = lately.back();
    const Message* m = store.find_message(o.jid, o.key);
    if (!m || m->state != MessageState::Sent || outbox.find(o.id)) continue;
    o.taken = true;
    outbox.put_back(std::move(o));
  }
  outbox.session_lost(died);
}

// Seen in a room, an archive or a carbon: whoever shows it has it. Ids are unguessable until then.
// Unless the server has died since; it is sent again, and shown once by who knows it by its id. And
// unless it is a tab of ours that has shown it, and the server has not answered yet.
void Account::Impl::settle(const std::string& id, const std::string& origin_id,
                           const Jid& conversation) {
  for (const std::string* each : {&origin_id, &id}) {
    Outgoing* o = each->empty() ? nullptr : outbox.find(*each);
    if (!o || !(o->jid == conversation) || o->unproven) continue;
    if (o->kind == ConversationKind::Direct && unconfirmed(o->id)) {
      o->taken = true;
      continue;
    }
    store.set_message_state(o->jid, o->key, MessageState::Sent);
    outbox.finish(std::string(o->id), "");
  }
}

void Account::Impl::fail_all(const Jid& jid, const std::string& reason) {
  std::vector<std::pair<std::string, MessageKey>> failed;
  for (const Outgoing& o : outbox.items())
    if (o.jid == jid) failed.emplace_back(o.id, o.key);
  for (const auto& [id, key] : failed) {
    store.set_message_state(jid, key, MessageState::Failed, reason);
    outbox.finish(id, reason);
  }
}

// "You are not in this room": the service finds out and enters again; the message waits for that.
bool Account::Impl::bounce(const xmpp::MessageErrorEvent& e) {
  Outgoing* o = outbox.find(e.id);
  RoomRecord* r = o && o->kind == ConversationKind::Room ? room(o->jid) : nullptr;
  if (!r || !(o->jid == e.from.bare()) || o->bounces >= kBounces ||
      e.error.condition != "not-acceptable")
    return false;
  ++o->bounces;
  o->taken = false;
  r->doubt = true;
  after(kReflectMs, [this, jid = o->jid] {
    RoomRecord* record = room(jid);
    if (!record || !record->doubt) return;
    record->doubt = false;
    flush();
  });
  return true;
}

}  // namespace confab::chat
