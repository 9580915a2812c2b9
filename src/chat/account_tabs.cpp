// SPDX-License-Identifier: MIT
// Account: what tabs that share a stream tell each other beside its stanzas: how far somebody has
// read, what stands in a composer, which rooms are entered, that somebody has logged out.
#include <algorithm>

#include "chat/account_impl.h"
#include "chat/keeper.h"

namespace confab::chat {
namespace {

using xmpp::TabNote;

constexpr size_t kLook = 200;  // messages from the end, for the one that was read last
constexpr size_t kMaxRead = 2000;
constexpr size_t kMaxTold = 500;  // conversations

const std::string& name_of(const Message& m) { return m.stanza_id.empty() ? m.id : m.stanza_id; }

// The same in every tab, and no two of one sender have it.
std::string name_of(const Request& r) {
  std::string name = std::to_string(static_cast<int>(r.kind)) +
                     std::to_string(static_cast<int>(r.action)) + ' ' + r.room.str();
  for (const xmpp::RosterItem& item : r.items) name += ' ' + item.jid.str();
  return name;
}

bool names(const Message& m, const std::string& id) {
  return m.stanza_id == id || m.id == id || m.origin_id == id;
}

}  // namespace

void Account::Impl::tell(TabNote::Kind kind, const Jid& jid, const std::string& text) {
  if (!hearing) service.session().tell_tabs({kind, jid, text, 0, 0});
}

// Up to the newest message: the others may not have all of them yet, or more.
void Account::Impl::tell_read(const Jid& jid) {
  const Conversation* c = store.find(jid);
  if (!c || hearing) return;
  for (auto m = c->messages.rbegin(); m != c->messages.rend(); ++m)
    if (m->kind == EntryKind::Text && !m->own) return tell(TabNote::Kind::Read, jid, name_of(*m));
}

void Account::Impl::hear(const TabNote& n) {
  hearing = true;
  switch (n.kind) {
    case TabNote::Kind::Came: hearing = false; return tell_all();
    case TabNote::Kind::Unread:
      store.set_unread(n.jid, static_cast<int>(n.count), static_cast<int>(n.mentions));
      break;
    case TabNote::Kind::Read: heard_read(n.jid, n.text); break;
    case TabNote::Kind::Draft:
      store.set_draft(n.jid, n.text);
      drafts_unsaved.erase(n.jid);
      break;
    case TabNote::Kind::Join:
      if (const RoomRecord* r = room(n.jid); !r || !r->wanted)
        want_room({n.jid, n.text, "", 0}, false, {});
      break;
    case TabNote::Kind::Logout: log_out(); break;
    case TabNote::Kind::Password:
      if (n.jid == account) service.session().set_password(n.text);
      break;
    case TabNote::Kind::Answered: heard_answered(n.jid, n.text); break;
    case TabNote::Kind::Left:
      if (keeper) keeper->heard_of_leaving();
      break;
  }
  hearing = false;
}

void Account::Impl::heard_read(const Jid& jid, const std::string& id) {
  if (read_elsewhere.size() > kMaxRead) read_elsewhere.clear();  // nobody has so many chats
  const Conversation* c = store.find(jid);
  if (!c || c->unread == 0) {
    read_elsewhere[jid] = id;
    return;
  }
  int later = 0;
  size_t looked = 0;
  for (auto m = c->messages.rbegin(); m != c->messages.rend() && looked < kLook; ++m, ++looked) {
    if (m->kind != EntryKind::Text) continue;
    if (!names(*m, id)) {
      later += !m->own;
      continue;
    }
    markable.erase(jid);  // the tab where it was read says so to its author
    if (later == 0) return store.mark_read(jid);
    return store.set_unread(jid, std::min(later, c->unread), std::min(later, c->mentions));
  }
  read_elsewhere[jid] = id;  // it is still on its way to us
}

void Account::Impl::tell_answered(const Request& request, bool accept) {
  tell(TabNote::Kind::Answered, request.from, (accept ? "yes" : "no ") + name_of(request));
}

void Account::Impl::heard_answered(const Jid& from, const std::string& which) {
  const auto& requests = store.requests();
  for (size_t i = 0; i < requests.size(); ++i) {
    const Request& r = requests[i];
    if (!(r.from == from) || which.substr(std::min<size_t>(3, which.size())) != name_of(r))
      continue;
    if (r.kind == Request::Kind::Contacts && which.starts_with("no "))
      suggesters[from].declined = true;
    return store.remove_request(i);
  }
}

// A message has come: perhaps another tab was quicker to show it.
void Account::Impl::read_again(const Jid& jid, const xmpp::MessageEvent& e) {
  if (e.outgoing || e.via == xmpp::MessageVia::Archive || e.via == xmpp::MessageVia::MucHistory)
    return;
  const Conversation* c = store.find(jid);
  if (!c) return;
  const auto told = read_elsewhere.find(jid);
  const bool same = told != read_elsewhere.end() && !told->second.empty() &&
                    (told->second == e.stanza_id || told->second == e.id);
  if (same) {
    hearing = true;
    markable.erase(jid);
    store.mark_read(jid);
    hearing = false;
  } else if (c->unread == 0 && !e.delayed) {
    tell_read(jid);  // it is being looked at here
  }
}

// A tab has joined: it counts what it was told of now as news, and does not know our drafts.
void Account::Impl::tell_all() {
  size_t told = 0;
  for (const Conversation* c : store.conversations()) {
    if (++told > kMaxTold) return;
    service.session().tell_tabs({TabNote::Kind::Unread, c->jid, "",
                                 static_cast<uint32_t>(c->unread),
                                 static_cast<uint32_t>(c->mentions)});
    if (!c->draft.empty()) tell(TabNote::Kind::Draft, c->jid, c->draft);
  }
}

}  // namespace confab::chat
