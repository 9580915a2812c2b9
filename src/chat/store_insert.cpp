// SPDX-License-Identifier: MIT
// Store: entries into and out of a conversation's deque, with everything that must follow: places,
// ids, limits. No policy about what a message means.
#include <algorithm>

#include "chat/info.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

constexpr int64_t kCoalesceMs = 5 * 60 * 1000;
constexpr size_t kCoalesceBack = 4;  // entries looked at
constexpr size_t kStampSearch = 2000;
constexpr size_t kBodyBytes = 64 * 1024 * 1024;  // of one conversation

}  // namespace

void Store::Impl::add_id(Slot& c, char kind, std::string_view owner, std::string_view id,
                         MessageKey key) {
  const auto alive = [&c](uint32_t local) { return c.at(c.places.key_of(local)) != kNowhere; };
  c.ids.add(c.ids.hash(kind, owner, id), PlaceIndex::local_of(key), alive);
}

// 's' archive ids; 'n' ids by what the sender is called; 'o' own ids, whatever our nick was;
// 'c' ids by occupant-id; 'b' bodies of messages that have no id at all; 'a' ids of all.
void Store::Impl::index_ids(Slot& c, Message& m) {
  const bool room = c.kind == ConversationKind::Room;
  const std::string_view nick = room ? std::string_view(m.from.resource()) : "";
  const auto both = [&](std::string_view id) {
    if (id.empty()) return;
    if (m.own) add_id(c, 'o', "", id, m.key);
    if (room || !m.own) add_id(c, 'n', nick, id, m.key);
    if (!m.occupant_id.empty()) add_id(c, 'c', m.occupant_id, id, m.key);
  };
  if (!m.stanza_id.empty()) add_id(c, 's', "", m.stanza_id, m.key);
  both(m.id);
  both(m.origin_id);
  if (m.id.empty() && m.origin_id.empty()) add_id(c, 'b', nick, m.body, m.key);
  if (m.id.empty()) return;
  m.id_taken = c.ids.any(c.ids.hash('a', "", m.id), [&](uint32_t local) {
    const Message* other = c.get(c.places.key_of(local));
    return other && other->key != m.key && other->id == m.id;
  });
  if (!m.id_taken) add_id(c, 'a', "", m.id, m.key);
}

Message& Store::Impl::insert(Slot& c, size_t at, Message message) {
  message.key = c.places.take();
  const auto where = c.messages.begin() + static_cast<std::ptrdiff_t>(at);
  Message& placed = *c.messages.insert(where, std::move(message));
  c.places.inserted(c.messages, at, 1);
  ++held;
  c.body_bytes += placed.body.size();
  if (placed.kind == EntryKind::Text) index_ids(c, placed);
  touch(c);
  return placed;
}

void Store::Impl::insert_run(Slot& c, size_t at, std::vector<Message> run) {
  for (Message& m : run) m.key = c.places.take();
  c.messages.insert(c.messages.begin() + static_cast<std::ptrdiff_t>(at),
                    std::make_move_iterator(run.begin()), std::make_move_iterator(run.end()));
  c.places.inserted(c.messages, at, run.size());
  for (size_t i = at; i < at + run.size(); ++i) {
    index_ids(c, c.messages[i]);
    c.body_bytes += c.messages[i].body.size();
  }
  held += run.size();
  touch(c);
}

void Store::Impl::erase(Slot& c, size_t at) {
  const MessageKey key = c.messages[at].key;
  c.body_bytes -= std::min(c.body_bytes, c.messages[at].body.size());
  if (c.messages[at].corrected) c.corrected_at.erase(key);
  if (c.first_unread == key) c.first_unread = 0;
  // What follows an erased boundary still belongs where it was.
  if (c.boundary == key) c.boundary = at > 0 ? c.messages[at - 1].key : 0;
  if (at == 0) {
    c.messages.pop_front();
  } else {
    c.messages.erase(c.messages.begin() + static_cast<std::ptrdiff_t>(at));
  }
  c.places.erased(c.messages, at, key);
  --held;
  touch(c);
}

// A stream keeps the order of what it delivers (RFC 6120 section 10.1), also of what waited for us
// at the server. What came at once is stamped by our own clock, which may be wrong: such stamps are
// not compared with a server's.
size_t Store::Impl::place_by_stamp(const Slot& c, int64_t stamp_ms, bool live) const {
  size_t at = c.messages.size();
  const size_t stop = at > kStampSearch ? at - kStampSearch : 0;
  const auto passes = [&](const Message& held) {
    const bool ours = !held.delayed || held.by_our_clock;
    if (live && held.kind == EntryKind::Text && ours) return false;
    return held.stamp_ms > stamp_ms;
  };
  while (at > stop && passes(c.messages[at - 1])) --at;
  return at;
}

// Behind all that was held when the stream was lost, unless stamps of the server say otherwise:
// those of our clock are not compared with them.
size_t Store::Impl::place_first_told(const Slot& c, const Message& m) const {
  const auto served = [](const Message& held) { return held.delayed && !held.by_our_clock; };
  const size_t known = c.boundary ? c.at(c.boundary) : kNowhere;
  const size_t from = known == kNowhere ? c.messages.size() : known + 1;
  for (size_t i = c.messages.size(); i > from && served(m); --i)
    if (served(c.messages[i - 1]) && c.messages[i - 1].stamp_ms <= m.stamp_ms) return i;
  size_t at = from;
  const size_t stop = from > kStampSearch ? from - kStampSearch : 0;
  for (size_t i = from; i > stop; --i) {
    const Message& held = c.messages[i - 1];
    if (waits(held) && at == i) {
      --at;
    } else if (!served(m)) {
      break;
    } else if (served(held)) {
      if (held.stamp_ms <= m.stamp_ms) break;
      at = i - 1;
    }
  }
  return at;
}

// Behind what the room, or the tab that speaks for it, told before: some stamps are the server's,
// some our clock's, which may be wrong. Only the first of them has nothing but its stamp.
size_t Store::Impl::place_told(const Slot& c, const Message& m) const {
  const size_t before = c.told ? c.at(c.told) : kNowhere;
  if (before == kNowhere) return place_first_told(c, m);
  // Ours stands where it was typed: what is held behind it may have been in the room before it.
  const bool ours = c.messages[before].own;
  const auto passes = [&](const Message& held) {
    if (ours && held.kind == EntryKind::Text && !waits(held)) return true;
    return held.stamp_ms <= m.stamp_ms && held.kind == EntryKind::Info;
  };
  size_t at = before + 1;
  while (at < c.messages.size() && passes(c.messages[at])) ++at;
  return at;
}

void Store::Impl::trim(Slot& c) {
  while (c.messages.size() > options.message_limit_per_conversation ||
         (c.body_bytes > kBodyBytes && c.messages.size() > 1)) {
    erase(c, 0);
    c.history_complete = false;
  }
}

void Store::Impl::info(Slot& c, std::string body, int64_t stamp_ms) {
  if (!options.show_info_messages) return;
  Message m;
  m.kind = EntryKind::Info;
  m.body = std::move(body);
  m.stamp_ms = stamp_ms ? stamp_ms : clock.wall_ms();
  const MessageKey key = insert(c, c.messages.size(), std::move(m)).key;
  trim(c);
  changed(Change::Kind::Conversation, c.jid, key);
}

// People come and go in bursts: one line for all of them, and one for who did both.
void Store::Impl::info_presence(Slot& c, bool joined, const std::string& nick) {
  if (!options.show_info_messages) return;
  const int64_t now = clock.wall_ms();
  const std::string_view here = joined ? "joined" : "left", other = joined ? "left" : "joined";
  const auto recent = [&](std::string_view id) -> Message* {
    for (size_t i = c.messages.size(), n = 0; i > 0 && n < kCoalesceBack; --i, ++n) {
      Message& m = c.messages[i - 1];
      if (m.kind != EntryKind::Info || now - m.stamp_ms > kCoalesceMs) return nullptr;
      if (std::string_view(m.body).substr(0, m.body.find('\x1f')) == id) return &m;
    }
    return nullptr;
  };
  std::string id(here);
  if (Message* m = recent(other)) {
    std::string rest = info_without_nick(m->body, nick);
    if (!rest.empty()) {
      id = std::string(other) + "-" + std::string(here);
      if (rest == "-") {
        erase(c, c.at(m->key));
      } else {
        m->body = std::move(rest);
        touch(c, *m);
      }
    }
  }
  if (Message* m = recent(id)) {
    m->body = info_with_nick(m->body, nick);
    touch(c, *m);
    return;
  }
  info(c, make_info(id, {nick}));
}

}  // namespace confab::chat
