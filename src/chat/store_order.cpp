// SPDX-License-Identifier: MIT
// Store: what is held, put into the order of the archive where that knows better. Streams that end
// while somebody writes may deliver a message behind later ones, and stamp it as they like; the
// archive has each where it came to the server first, and is what everybody else sees.
#include <algorithm>
#include <iterator>

#include "chat/store_impl.h"

namespace confab::chat {
namespace {

// Which of these ascend: as many as can. They stay, so that as few as can be are moved. `first`:
// that one stays in any case.
std::vector<bool> longest_ascent(const std::vector<size_t>& places, bool first) {
  constexpr size_t kNone = static_cast<size_t>(-1);
  std::vector<size_t> ends;  // of the ascents of each length: the one that ends lowest
  std::vector<size_t> before(places.size(), kNone);
  for (size_t i = 0; i < places.size(); ++i) {
    if (first && i > 0 && places[i] < places[0]) continue;
    const auto at = std::lower_bound(ends.begin(), ends.end(), places[i],
                                     [&](size_t end, size_t p) { return places[end] < p; });
    if (at != ends.begin()) before[i] = *std::prev(at);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> stays(places.size(), false);
  for (size_t i = ends.empty() ? kNone : ends.back(); i != kNone; i = before[i]) stays[i] = true;
  return stays;
}

}  // namespace

void Store::Impl::move(Slot& c, MessageKey key, size_t before) {
  const size_t from = c.at(key);
  if (from == before || from + 1 == before) return;
  const auto at = [&c](size_t i) { return c.messages.begin() + static_cast<std::ptrdiff_t>(i); };
  if (from < before) {
    // The divider stands before all that is new, and that has not moved.
    if (c.first_unread == key) c.first_unread = c.messages[from + 1].key;
    std::rotate(at(from), at(from + 1), at(before));
    c.places.moved(c.messages, from, before);
  } else {
    std::rotate(at(before), at(from), at(from + 1));
    c.places.moved(c.messages, before, from + 1);
  }
  touch(c);
}

// The messages whose place among their like a page tells, in its order. A copy that a server has
// archived anew says nothing of where the message belongs; the first one of a run of pages does, if
// the one that is held is that or after it. Of ours only what was typed elsewhere, and is there
// once: what was typed here stands where it was typed.
Store::Impl::Proven Store::Impl::proven(Slot& c,
                                        const std::vector<const xmpp::MessageEvent*>& page) {
  struct Held {
    MessageKey key;
    const xmpp::MessageEvent* first;
    bool proven;
    int copies;
  };
  std::vector<Held> held;
  std::unordered_map<MessageKey, size_t> known;
  Proven keys;
  for (size_t i = 0; i < page.size(); ++i) {
    const xmpp::MessageEvent* e = page[i];
    const MessageKey key = e->replaces_id.empty() ? find_same(c, *e) : 0;
    const Message* m = key ? c.get(key) : nullptr;
    if (!m) continue;
    keys.ranks.emplace(key, i);
    if (m->own && !typed_elsewhere(*m)) continue;
    const auto [it, fresh] = known.emplace(key, held.size());
    if (fresh) held.push_back({key, e, false, 0});
    ++held[it->second].copies;
    if (c.in_pages.count(key)) continue;
    if (m->stanza_id.empty() || m->stanza_id == e->stanza_id) held[it->second].proven = true;
  }
  for (const Held& h : held) {
    Message& m = *c.get(h.key);
    if (!h.proven || (m.own && h.copies > 1)) continue;
    (m.own ? keys.ours : keys.others).push_back(h.key);
    const bool named = !m.id.empty() || !m.origin_id.empty();
    if (h.first->stanza_id.empty() || m.stanza_id == h.first->stanza_id || !named) continue;
    m.stanza_id = h.first->stanza_id;
    add_id(c, 's', "", m.stanza_id, h.key);
  }
  return keys;
}

// Past something of ours that is not moved, and that the archive has where it stands, or perhaps
// has: both may have been typed in one tab.
bool Store::Impl::passes_ours(const Slot& c, const std::vector<MessageKey>& keys,
                              const Ranks& ranks, MessageKey key, size_t to) const {
  const size_t from = c.at(key), mine = ranks.at(key);
  for (size_t i = std::min(from + 1, to); i < std::max(from, to); ++i) {
    const Message& m = c.messages[i];
    if (!m.own || std::find(keys.begin(), keys.end(), m.key) != keys.end()) continue;
    const auto rank = ranks.find(m.key);
    const bool known = rank != ranks.end();
    const bool after = known ? rank->second > mine : waits(m);
    const bool before = known ? rank->second < mine : c.in_pages.count(m.key) != 0;
    if (from < to ? !before : !after) return true;
  }
  return false;
}

// Ours that came from another tab or device may have come before their turn. What an earlier page
// of the same run through the archive has placed is before all of this one.
Store::Impl::Proven Store::Impl::put_in_order(Slot& c,
                                              const std::vector<const xmpp::MessageEvent*>& page,
                                              bool backwards) {
  Proven known = proven(c, page);
  ascend(c, known.ours, false, &known.ranks);
  std::vector<MessageKey> keys = known.others;
  const bool follows = !backwards && c.paged && c.at(c.paged) != kNowhere &&
                       std::find(keys.begin(), keys.end(), c.paged) == keys.end();
  if (follows) keys.insert(keys.begin(), c.paged);
  ascend(c, keys, follows);
  return known;
}

// `first`: the first of them is not moved. `ranks`: they are ours.
void Store::Impl::ascend(Slot& c, const std::vector<MessageKey>& keys, bool first,
                         const Ranks* ranks) {
  std::vector<size_t> places;
  for (const MessageKey key : keys) places.push_back(c.at(key));
  if (std::is_sorted(places.begin(), places.end())) return;
  const std::vector<bool> stays = longest_ascent(places, first);
  MessageKey last = 0;  // of those that are in order now
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!stays[i]) {
      size_t next = i;
      while (!last && !stays[next]) ++next;
      const size_t to = last ? c.at(last) + 1 : c.at(keys[next]);
      if (ranks && passes_ours(c, keys, *ranks, keys[i], to)) continue;
      move(c, keys[i], to);
    }
    last = keys[i];
  }
}

// What was new in it went behind all that the page may be behind of, perhaps also behind what it
// has later.
void Store::Impl::note_page(Slot& c, const std::vector<const xmpp::MessageEvent*>& page) {
  const std::vector<MessageKey> keys = put_in_order(c, page, false).others;
  if (!keys.empty()) c.paged = keys.back();
  for (const xmpp::MessageEvent* e : page)
    if (const MessageKey key = find_same(c, *e)) c.in_pages.insert(key);
}

// A page that follows another one without a hole shows what is behind that.
void Store::Impl::begin_pages(const xmpp::ArchivePageEvent& p) {
  if (p.backwards || p.error) return;
  std::string& end = page_ends[p.archive];
  const bool room = find(p.archive) != nullptr;
  if (p.after.empty() || p.after != end)
    for (Slot* c : created)
      if (room ? c->jid == p.archive : c->kind != ConversationKind::Room) {
        c->paged = 0;
        c->in_pages.clear();
      }
  end = p.complete ? std::string() : p.last_id;
}

}  // namespace confab::chat
