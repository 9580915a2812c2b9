// SPDX-License-Identifier: MIT
// Store: pages of an archive (XEP-0313) merged into what is held: in the archive's order, each
// message once, gaps closed by the page that spans them.
#include <algorithm>
#include <utility>

#include "base/sort.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

constexpr std::ptrdiff_t kMostLate = 50;  // messages

// Entries no archive orders yet: lines of our own, and messages that it has not shown.
bool local_only(const Message& m) {
  return m.kind == EntryKind::Info || (m.own && m.stanza_id.empty());
}

// Ours, with a stamp of our clock.
bool by_us(const Message& m) { return m.own && (!m.delayed || m.by_our_clock); }

struct Run {
  size_t at;
  std::vector<Message> messages;
  std::vector<const xmpp::MessageEvent*> events;
};

// Where a page goes of which nothing is held yet.
size_t unanchored(const Slot& c, const std::vector<const xmpp::MessageEvent*>& page, bool backwards,
                  size_t limit) {
  const auto& list = c.messages;
  const int64_t first = page.front()->stamp_ms, last = page.back()->stamp_ms;
  if (!backwards) {
    // Behind what was held when the catching up began: arrival times are by our own clock, so
    // stamps do not tell.
    const size_t after = c.boundary ? c.at(c.boundary) : kNowhere;
    if (after != kNowhere) return after + 1;
  }
  size_t start = 0, end = limit;  // the section between gaps that the page belongs to
  for (size_t i = 0; i < limit; ++i) {
    if (list[i].kind != EntryKind::Gap) continue;
    if (list[i].stamp_ms <= last) {
      start = i + 1;
    } else {
      end = std::min(end, i);
      break;
    }
  }
  size_t at = start;
  while (at < end && list[at].stamp_ms <= first) ++at;
  if (!backwards) return at;
  for (size_t i = start; i < at; ++i)
    if (!list[i].stanza_id.empty()) return i;  // before all that the archive gave already
  return at;
}

}  // namespace

// What is older than all that is held is no news; it may have been held once. The page goes to the
// end of the archive, so of what is held it lacks only what is older than it, or was not archived
// after all. What was filed late before the first that it has is little; more is old history.
void Store::Impl::drop_older(Slot& c, std::vector<const xmpp::MessageEvent*>& page) {
  std::unordered_map<MessageKey, size_t> known;
  for (size_t i = 0; i < page.size(); ++i)
    if (const MessageKey key = find_same(c, *page[i])) known.emplace(key, i);
  const Message* older = nullptr;  // than the page, as it seems
  for (const Message& m : c.messages) {
    if (m.kind != EntryKind::Text) continue;
    if (const auto same = known.find(m.key); same != known.end()) {
      const auto before = static_cast<std::ptrdiff_t>(same->second);
      if (!older || before > kMostLate) page.erase(page.begin(), page.begin() + before);
      return;
    }
    if (!older && !m.stanza_id.empty()) older = &m;
  }
  if (older && older->delayed && !older->by_our_clock)
    std::erase_if(page, [&](const auto* e) { return e->stamp_ms < older->stamp_ms; });
}

void Store::apply_late(const xmpp::ArchivePageEvent& page) {
  impl_->late = true;
  apply(page);
  impl_->late = false;
}

void Store::Impl::merge(Slot& c, std::vector<const xmpp::MessageEvent*> page, bool backwards,
                        const std::string& end) {
  if (late) drop_older(c, page);
  if (page.empty()) return;
  const Ranks ranks = put_in_order(c, page, backwards).ranks;
  const bool news = backwards && std::exchange(c.news_after_gap, false);
  std::vector<Run> runs;
  std::vector<const xmpp::MessageEvent*> later;  // corrections and doubles within the page
  // Ids with their words, and those of the archive with none.
  std::set<std::pair<std::string_view, std::string_view>> said;
  // A server that routes something again archives it again, under another id of its own.
  const auto again = [&](const xmpp::MessageEvent& e) {
    const std::string& id = e.origin_id.empty() ? e.id : e.origin_id;
    const bool twice = !e.stanza_id.empty() && !said.insert({e.stanza_id, {}}).second;
    return (!id.empty() && !said.insert({id, e.body}).second) || twice;
  };
  MessageKey lowest = 0, highest = 0;  // of the page, among what was held
  const auto known_at = [&](const xmpp::MessageEvent& e) {
    const MessageKey key = find_same(c, e);
    return key ? c.at(key) : kNowhere;
  };
  std::vector<size_t> known(page.size(), kNowhere);
  size_t anchor = kNowhere;
  for (size_t i = 0; i < page.size(); ++i) {
    if (page[i]->replaces_id.empty()) known[i] = known_at(*page[i]);
    if (known[i] != kNowhere && anchor == kNowhere) anchor = i;
  }
  // Nothing of a page that ends before a message goes behind it, whatever else of it stands there.
  const MessageKey before = find_archived(c, end);
  const size_t limit = before ? c.at(before) : c.messages.size();
  size_t cursor;
  if (anchor == kNowhere) {
    cursor =
        late ? place_first_told(c, make(c, *page.front())) : unanchored(c, page, backwards, limit);
  } else {
    cursor = known[anchor];
    const int64_t last = anchor > 0 ? page[anchor - 1]->stamp_ms : 0;
    while (cursor > 0 && local_only(c.messages[cursor - 1]) && !by_us(c.messages[cursor - 1]) &&
           c.messages[cursor - 1].stamp_ms > last)
      --cursor;
  }
  // Where the next of ours in the page stands that was not typed here, and came before its turn.
  std::vector<size_t> ours(page.size(), kNowhere);
  for (size_t i = page.size(), next = kNowhere; i-- > 0; ours[i] = next)
    if (known[i] != kNowhere && typed_elsewhere(c.messages[known[i]]))
      next = std::min(next, known[i]);
  // What was missed is newer than all that the archive gave before.
  size_t floor = 0;
  if (!backwards && c.boundary) {
    for (floor = c.at(c.boundary) + 1; floor > 0; --floor)
      if (!c.messages[floor - 1].stanza_id.empty() && !ranks.count(c.messages[floor - 1].key))
        break;
  }
  for (size_t i = 0; i < page.size(); ++i) {
    const xmpp::MessageEvent& e = *page[i];
    if (!e.replaces_id.empty() || again(e)) {
      later.push_back(&e);
    } else if (known[i] != kNowhere) {
      const MessageKey key = c.messages[known[i]].key;
      if (!lowest || known[i] < c.at(lowest)) lowest = key;
      if (!highest || known[i] > c.at(highest)) highest = key;
      cursor = std::max(cursor, known[i] + 1);
    } else {
      Message m = make(c, e);
      cursor = std::min(std::max(cursor, floor), limit);
      // A backwards page ends where what is newer begins: it reaches over a gap, not up to it.
      const auto passes = [&](const Message& held) {
        if (held.kind == EntryKind::Gap) return backwards;
        // What is ours and not in the page where it would be, the archive has behind it: our clock
        // is not asked.
        if (by_us(held)) return false;
        return local_only(held) && !waits(held) && held.stamp_ms <= m.stamp_ms;
      };
      while ((anchor == kNowhere || i > anchor) && cursor < limit && passes(c.messages[cursor]))
        ++cursor;
      const size_t at = m.own ? std::min(cursor, ours[i]) : cursor;
      if (runs.empty() || runs.back().at != at) runs.push_back({at, {}, {}});
      runs.back().messages.push_back(std::move(m));
      runs.back().events.push_back(&e);
    }
  }
  for (size_t i = 0; i < page.size(); ++i)
    if (known[i] != kNowhere && page[i]->replaces_id.empty())
      if (const MessageKey key = find_same(c, *page[i])) absorb(c, key, *page[i]);

  std::vector<Run*> in_order;
  for (Run& run : runs) in_order.push_back(&run);
  sort_pointers(in_order, [](const Run* a, const Run* b) { return a->at < b->at; });
  std::vector<std::pair<MessageKey, const xmpp::MessageEvent*>> placed;
  for (size_t n = in_order.size(); n-- > 0;) {  // from the end: places stay true
    Run& run = *in_order[n];
    const size_t count = run.messages.size();
    insert_run(c, run.at, std::move(run.messages));
    for (size_t i = count; i-- > 0;) placed.emplace_back(c.messages[run.at + i].key, run.events[i]);
  }
  std::reverse(placed.begin(), placed.end());
  if (!placed.empty()) {
    if (!lowest || c.at(placed.front().first) < c.at(lowest)) lowest = placed.front().first;
    if (!highest || c.at(placed.back().first) > c.at(highest)) highest = placed.back().first;
  }
  // A page is one piece of the archive: nothing is missing inside it.
  if (lowest)
    for (size_t i = c.at(highest); i-- > c.at(lowest);)
      if (c.messages[i].kind == EntryKind::Gap) erase(c, i);
  if (!backwards && highest) c.boundary = highest;

  for (const auto& [key, e] : placed) {
    if (!c.orphans.empty()) settle_orphans(c, key, *e);
    const Message* m = c.get(key);
    if (m && !m->own && (!backwards || news)) {
      count_unread(c, *m);
      changed(Change::Kind::Message, c.jid, key);
    }
  }
  for (const xmpp::MessageEvent* e : later) arrive(c, *e);
  if (!backwards) note_page(c, page);
  if (!c.messages.empty() && c.messages.back().stamp_ms > c.last_activity_ms) {
    c.last_activity_ms = c.messages.back().stamp_ms;
    listed_stale = true;
  }
}

void Store::Impl::on(const xmpp::ArchivePageEvent& p) {
  const bool room =
      !p.archive.empty() && find(p.archive) && find(p.archive)->kind == ConversationKind::Room;
  // By JID: making room for a new conversation may drop another one.
  std::vector<std::pair<Jid, std::vector<const xmpp::MessageEvent*>>> parts;
  if (!p.error) {
    for (const xmpp::MessageEvent& e : p.messages) {
      // XEP-0313 section 5: a room archives its own messages, an account its own chats.
      if (e.body.empty() || e.groupchat != room) continue;
      if (room && !(e.from.bare() == p.archive)) continue;
      Slot* c = conversation_of(e);
      if (!c) continue;
      const auto same = [c](const auto& part) { return part.first == c->jid; };
      auto part = std::find_if(parts.begin(), parts.end(), same);
      if (part == parts.end()) part = parts.insert(parts.end(), {c->jid, {}});
      part->second.push_back(&e);
    }
  }
  begin_pages(p);
  for (const auto& [jid, page] : parts)
    if (Slot* c = find(jid)) merge(*c, page, p.backwards, p.before);

  const bool ends_catch_up = !p.error && !p.backwards && p.complete;
  const auto finish = [&](Slot& c, bool whole) {
    if (ends_catch_up) {
      c.catching_up = false;
      c.boundary = 0;
    }
    if (whole) {
      c.history_loading = false;
      c.history_failed = p.error.has_value() && p.backwards;
      if (!p.error && p.backwards && p.complete) c.history_complete = true;
      // Beyond the limit nothing older is taken in: it would only push out what is read now.
      if (p.backwards && c.messages.size() >= options.message_limit_per_conversation)
        c.history_complete = true;
    }
    touch(c);
    changed(Change::Kind::History, c.jid);
  };
  if (room) {
    finish(*find(p.archive), true);
  } else if (Slot* c = p.with.empty() ? nullptr : find(p.with)) {
    finish(*c, true);
  } else if (p.with.empty()) {
    const std::vector<Slot*> all = created;
    for (Slot* c : all) {
      const bool part_of = std::any_of(parts.begin(), parts.end(),
                                       [c](const auto& part) { return part.first == c->jid; });
      if (c->kind != ConversationKind::Room && (part_of || ends_catch_up))
        finish(*c, part_of && p.backwards && p.complete);
    }
  }
}

}  // namespace confab::chat
