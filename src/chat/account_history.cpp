// SPDX-License-Identifier: MIT
// Account: what to ask archives for (XEP-0313): the newest at first, what was missed after a
// reconnect, older pages while somebody scrolls, gaps.
#include <algorithm>

#include "chat/account_impl.h"

namespace confab::chat {
namespace {

constexpr int kPagesAtOnce = 10;  // of catching up; more becomes a Gap
constexpr int kMaxPage = 250;
constexpr int64_t kScrollingMs = 10000;  // the next page within this: they keep scrolling
constexpr int64_t kAgainMs = 10000;      // after an archive that did not answer, or cannot just now

size_t texts(const Conversation& c) {
  return static_cast<size_t>(std::count_if(c.messages.begin(), c.messages.end(), [](const auto& m) {
    return m.kind == EntryKind::Text;
  }));
}

std::string first_stanza_id(const Conversation& c, size_t from) {
  for (size_t i = from; i < c.messages.size(); ++i)
    if (!c.messages[i].stanza_id.empty()) return c.messages[i].stanza_id;
  return {};
}

}  // namespace

void Cursor::saw(const std::string& stanza_id) {
  if (stanza_id.empty()) return;
  if (behind) {
    live = stanza_id;
  } else {
    known = true;
    safe = stanza_id;
  }
}

void Cursor::caught_up(const std::string& newest) {
  if (!live.empty()) {
    safe = live;
  } else if (!newest.empty()) {
    safe = newest;
  }
  live.clear();
  known = true;
  behind = false;
}

// One query at a time for each archive and correspondent, so that every page finds its question.
void Account::Impl::ask(PendingQuery query) {
  auto& waiting = queries[{query.query.archive, query.query.with}];
  waiting.push_back(query);
  if (waiting.size() == 1) service.query_archive(query.query);
}

bool Account::Impl::page(const xmpp::ArchivePageEvent& e) {
  for (const xmpp::MessageEvent& m : e.messages) {
    if (outbox.size() == 0) break;
    const Jid peer = m.groupchat ? m.from.bare() : m.outgoing ? m.to : m.from;
    settle(m.id, m.origin_id, m.muc_private ? peer : peer.bare());
  }
  const auto it = queries.find({e.archive, e.with});
  if (it == queries.end() || it->second.empty()) return false;
  const PendingQuery q = it->second.front();
  it->second.pop_front();
  if (!it->second.empty()) {
    const xmpp::ArchiveQuery next = it->second.front().query;
    service.query_archive(next);
  } else {
    queries.erase(it);
  }
  page_done(q, e);
  return true;
}

void Account::Impl::page_done(const PendingQuery& q, const xmpp::ArchivePageEvent& e) {
  if (!online) return;  // all of this begins anew with the next session
  // It may have begun, and we are told of that only next: what we wait for is not known then.
  if (e.error && e.error->condition == "disconnected")
    return after(0, [this, q, session = sessions] {
      xmpp::ArchivePageEvent failed;
      failed.error = xmpp::StanzaError{{}, "wait", {}, {}, {}};
      if (session == sessions) page_done(q, failed);
    });
  const Jid& archive = q.query.archive;
  RoomRecord* r = archive.empty() ? nullptr : room(archive);
  if (!archive.empty() && !r) return;
  Cursor& cursor = r ? r->cursor : own;
  const bool again = e.error && e.error->type == "wait";
  if (again)
    after(kAgainMs, [this, q] {
      if (q.purpose == Purpose::Initial) load_before_oldest(q.jid, q.query.max, q.purpose);
      if (online) ask_again();
    });
  switch (q.purpose) {
    case Purpose::CatchUp: return catch_up_page(cursor, q, e);
    case Purpose::Recent:
      // Before that page nothing was known from where to look.
      if (!e.error) {
        expect_late(e.first_id);
        look_later();
      }
      [[fallthrough]];
    case Purpose::Newest:
      if (e.error) {
        cursor.behind = again;
      } else {
        cursor.caught_up(e.last_id);
      }
      return caught_up(archive, !e.error);
    case Purpose::Initial:
      if (!r) return;
      if (!e.error && !cursor.known) cursor.caught_up(e.last_id);
      return caught_up(archive, !e.error);
    case Purpose::FillGap: {
      // Nothing older, or nothing newer than what stands before it: it was no gap.
      const Conversation* c = store.find(q.jid);
      const size_t at = c ? store.index_of(*c, q.gap) : static_cast<size_t>(-1);
      if (e.error || !c || at >= c->messages.size()) return;
      const bool last = at + 1 == c->messages.size();
      size_t before = at;
      while (before > 0 && c->messages[before - 1].stanza_id.empty()) --before;
      const bool adjacent = before > 0 && c->messages[before - 1].stanza_id == e.last_id;
      if (e.complete || adjacent || (last && q.query.before.empty()))
        store.remove_message(q.jid, q.gap);
      return;
    }
    case Purpose::Late: {
      if (!goes_on(q, e)) return;
      PendingQuery next = q;
      next.query.after = e.last_id;
      next.query.max = std::min(kMaxPage, q.query.max * 2);
      ++next.pages;
      return ask(std::move(next));
    }
    case Purpose::Older: return;
  }
}

void Account::Impl::catch_up_account() {
  if (anonymous || !service.has("mam")) return caught_up({}, false);
  PendingQuery q{{}, own.known ? Purpose::CatchUp : Purpose::Recent, {}, 0};
  q.query.max = options.archive_page;
  q.query.backwards = !own.known;
  if (own.known) q.query.after = own.safe;
  own.behind = true;
  own.pages = 0;
  ask(std::move(q));
}

void Account::Impl::catch_up_page(Cursor& cursor, const PendingQuery& q,
                                  const xmpp::ArchivePageEvent& e) {
  const Jid archive = q.query.archive;
  if (e.error) {
    // XEP-0059 2.7: the archive no longer knows where we were.
    if (e.error->condition == "item-not-found") return give_up_catching_up(cursor, archive);
    return caught_up(archive,
                     false);  // `behind` stays: who asks again starts from the same place
  }
  if (!e.last_id.empty()) cursor.safe = e.last_id;
  if (e.complete || e.last_id.empty()) {
    cursor.caught_up(e.last_id);
    return caught_up(archive, true);
  }
  if (++cursor.pages >= kPagesAtOnce) return give_up_catching_up(cursor, archive);
  PendingQuery next = q;
  next.query.after = cursor.safe;
  next.query.max = std::min(kMaxPage, q.query.max * 2);
  ask(std::move(next));
}

// Too much was missed to load it all unasked: the newest page, and a Gap before it.
void Account::Impl::give_up_catching_up(Cursor& cursor, const Jid& archive) {
  cursor.pages = 0;
  if (!archive.empty()) {
    store.add_gap(archive);
  } else {
    for (const Conversation* c : std::vector<const Conversation*>(store.conversations()))
      if (c->kind != ConversationKind::Room) store.add_gap(c->jid);
  }
  PendingQuery q{{}, Purpose::Newest, {}, 0};
  q.query.archive = archive;
  q.query.max = options.archive_page;
  ask(std::move(q));
}

void Account::Impl::caught_up(const Jid& archive, bool trusted) {
  if (archive.empty()) {
    own_caught_up = true;
    return flush();
  }
  RoomRecord* r = room(archive);
  if (!r) return;
  r->caught_up = true;
  // Our server took these before the stream was lost. Without an archive to tell otherwise they
  // are taken for said: better than saying them twice.
  std::vector<std::string> said;
  if (!trusted)
    for (const Outgoing& o : outbox.items())
      if (o.jid == archive && o.acked && !o.taken) said.push_back(o.id);
  for (const std::string& id : said) outbox.finish(id, "");
  flush();
}

// What a session had asked for when its stream was lost may have failed at once (a tab whose leader
// went) or never been answered, and nobody would ask again.
void Account::Impl::ask_again() {
  if ((!own_caught_up || own.behind) && !queries.count({Jid(), Jid()})) catch_up_account();
  for (auto& [jid, r] : rooms) {
    // Whether the room has an archive was asked by a page or a tab that has gone. The answer goes
    // on to history_of_room().
    if (r.handed && !r.archived) service.room_info(jid);
    const bool done = r.caught_up && !r.cursor.behind;
    if (!r.entered || !r.settled || done || !r.history_asked) continue;
    if (queries.count({jid, Jid()})) continue;
    r.history_asked = false;
    history_of_room(r);
  }
}

void Account::Impl::no_archive(const Jid& jid) {
  xmpp::ArchivePageEvent nothing;
  nothing.archive = jid;
  nothing.complete = true;
  store.apply(nothing);
  nothing.backwards = false;
  store.apply(nothing);
}

// Once the room has told what it tells everyone who enters (XEP-0045 7.2.13-15).
void Account::Impl::history_of_room(RoomRecord& r) {
  if (r.history_asked) return;
  const Jid jid = r.join.room;
  if (!r.archived && service.has("mam")) return caught_up(jid, false);  // asked again when we know
  r.history_asked = true;
  const Conversation* c = store.find(jid);
  if (!c) return;
  if (!r.archived.value_or(false) || !service.has("mam")) {
    no_archive(jid);
    return caught_up(jid, false);
  }
  if (r.cursor.known && r.cursor.behind) {
    PendingQuery q{{}, Purpose::CatchUp, jid, 0};
    q.query.archive = jid;
    q.query.backwards = false;
    q.query.after = r.cursor.safe;
    q.query.max = options.archive_page;
    r.cursor.pages = 0;
    return ask(std::move(q));
  }
  const int missing = options.initial_history - static_cast<int>(texts(*c));
  if (missing <= 0 || !load_before_oldest(jid, missing, Purpose::Initial)) caught_up(jid, true);
}

bool Account::Impl::load_initial(const Jid& jid) {
  const Conversation* c = store.find(jid);
  if (!c || c->history_complete || !initial_asked.insert(jid).second) return false;
  if (!online) return false;  // on_bound() comes back to it
  if (anonymous || !service.has("mam")) {
    xmpp::ArchivePageEvent nothing;
    nothing.with = jid;
    nothing.complete = true;
    store.apply(nothing);
    return false;
  }
  const int missing = options.initial_history - static_cast<int>(texts(*c));
  return missing > 0 && load_before_oldest(jid, missing, Purpose::Older);
}

bool Account::Impl::load_before_oldest(const Jid& jid, int max, Purpose purpose) {
  const Conversation* c = store.find(jid);
  if (!c || !online || c->history_loading || c->history_complete) return false;
  PendingQuery q{{}, purpose, jid, 0};
  (c->kind == ConversationKind::Room ? q.query.archive : q.query.with) = jid;
  q.query.before = first_stanza_id(*c, 0);
  q.query.max = std::min(max, kMaxPage);
  store.set_history_loading(jid, true);
  ask(std::move(q));
  return true;
}

// Who keeps scrolling gets ever greater pages.
int Account::Impl::page_size(const Jid& jid) {
  Paging& p = paging[jid];
  const int64_t now = clock.monotonic_ms();
  const bool scrolling = p.size > 0 && now - p.at_ms < kScrollingMs;
  p.size = scrolling ? std::min(kMaxPage, p.size * 2) : options.archive_page;
  p.at_ms = now;
  return p.size;
}

void Account::Impl::run(LoadOlder& c) {
  const RoomRecord* r = room(c.jid);
  const Conversation* conversation = store.find(c.jid);
  if (!conversation || conversation->history_loading || conversation->history_complete) return;
  if (r && r->archived && !*r->archived) return no_archive(c.jid);
  load_before_oldest(c.jid, page_size(c.jid), Purpose::Older);
}

void Account::Impl::run(FillGap& c) {
  const Conversation* conversation = store.find(c.jid);
  if (!conversation || !online || conversation->history_loading) return;
  const size_t at = store.index_of(*conversation, c.key);
  if (at >= conversation->messages.size() || conversation->messages[at].kind != EntryKind::Gap)
    return;
  PendingQuery q{{}, Purpose::FillGap, c.jid, c.key};
  (conversation->kind == ConversationKind::Room ? q.query.archive : q.query.with) = c.jid;
  q.query.before = first_stanza_id(*conversation, at + 1);
  q.query.max = page_size(c.jid);
  store.set_history_loading(c.jid, true);
  ask(std::move(q));
}

}  // namespace confab::chat
