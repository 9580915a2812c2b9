// SPDX-License-Identifier: MIT
// Store: roster, presence, requests and bookmarks. Roster pushes and the like were checked for
// their origin before they became events.
#include <algorithm>

#include "base/sort.h"
#include "chat/fold.h"
#include "chat/roster_plan.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

constexpr size_t kPresences = 20000, kResources = 50, kRequests = 200, kNameLimit = 1024;
constexpr size_t kStatusLimit = 4096;
constexpr std::ptrdiff_t kSuggestions = 3;  // of one sender, unanswered

// How much a resource wants to be talked to, between equal priorities.
int availability(xmpp::Show show) {
  switch (show) {
    case xmpp::Show::Chat: return 5;
    case xmpp::Show::Online: return 4;
    case xmpp::Show::Away: return 3;
    case xmpp::Show::Dnd: return 2;
    case xmpp::Show::Xa: return 1;
    case xmpp::Show::Offline: return 0;
  }
  return 0;
}

bool same_jids(const std::vector<xmpp::RosterItem>& a, const std::vector<xmpp::RosterItem>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.jid == y.jid; });
}

}  // namespace

void Store::Impl::name_conversation(const Jid& bare) {
  Slot* c = find(bare);
  if (!c || c->kind == ConversationKind::Room) return;
  if (c->kind == ConversationKind::RoomPrivate) {
    c->name = bare.resource();
    return;
  }
  const auto it = contacts.find(bare);
  c->in_roster = it != contacts.end();
  c->name = c->in_roster ? it->second.item.name : std::string();
  c->subscription = c->in_roster ? it->second.item.subscription : std::string();
  touch(*c);
}

void Store::Impl::on(const xmpp::RosterEvent& e) {
  std::vector<Jid> touched;
  if (e.full) {
    for (const auto& [jid, contact] : contacts) touched.push_back(jid);
    contacts.clear();
  }
  for (const xmpp::RosterItem& item : e.items) {
    const Jid jid = item.jid.bare();
    touched.push_back(jid);
    if (item.subscription == "remove") {
      contacts.erase(jid);
      continue;
    }
    Contact& contact = contacts[jid];
    contact.item = item;
    contact.item.name = clean(item.name, kNameLimit);
    // Answered elsewhere, on another device.
    if (item.subscription == "both" || item.subscription == "from")
      std::erase_if(requests, [&](const Request& r) {
        return r.kind == Request::Kind::Subscription && r.from == jid;
      });
  }
  for (const Jid& jid : touched) {
    name_conversation(jid);
    show_presence(jid);
  }
  changed(Change::Kind::Roster, self);
  if (settle_suggestions()) changed(Change::Kind::Request, self);
}

const Contact* Store::contact(const Jid& bare) const {
  const auto it = impl_->contacts.find(bare);
  return it == impl_->contacts.end() ? nullptr : &it->second;
}

const xmpp::RosterItem* Store::roster_item(const Jid& bare) const {
  const Contact* known = contact(bare);
  return known ? &known->item : nullptr;
}

Request Store::Impl::suggestion(const xmpp::RosterSuggestionEvent& e) const {
  const auto lookup = [this](const Jid& jid) { return store.roster_item(jid); };
  Request r{Request::Kind::Contacts,
            e.from.empty() ? self : e.from.bare(),
            {},
            clean(e.text, kStatusLimit),
            {}};
  r.action = e.action;
  r.items = effective(e.action, e.items, lookup);  // whose names the module has made plain
  return r;
}

// XEP-0144 6, rule 2: what was suggested at once is answered at once. What comes later is a
// question of its own: nothing changes under somebody's finger.
void Store::Impl::on(const xmpp::RosterSuggestionEvent& e) {
  Request r = suggestion(e);
  const auto waiting = std::count_if(requests.begin(), requests.end(), [&](const Request& q) {
    return q.kind == r.kind && q.from == r.from;
  });
  if (!r.items.empty() && waiting < kSuggestions) add_request(std::move(r));
}

// Followed in another tab or on another device, or overtaken.
bool Store::Impl::settle_suggestions() {
  const auto lookup = [this](const Jid& jid) { return store.roster_item(jid); };
  bool any = false;
  for (Request& r : requests) {
    if (r.kind != Request::Kind::Contacts) continue;
    const size_t before = r.items.size();
    r.items = effective(r.action, r.items, lookup);
    any = any || r.items.size() != before;
  }
  std::erase_if(requests, [](const Request& r) {
    return r.kind == Request::Kind::Contacts && r.items.empty();
  });
  return any;
}

void Store::suggestion_followed(const xmpp::RosterSuggestionEvent& e) {
  impl_->followed = impl_->suggestion(e);
  impl_->changed(Change::Kind::Suggestion, impl_->followed.from);
}

void Store::Impl::on(const xmpp::PresenceEvent& e) {
  const Jid bare = e.from.bare();
  if (e.show == xmpp::Show::Offline) {
    const auto known = presences.find(bare);
    if (known == presences.end()) return;
    if (e.from.is_bare()) {
      known->second.clear();
    } else {
      known->second.erase(e.from.resource());
    }
    if (known->second.empty()) presences.erase(known);
  } else {
    if (presences.size() >= kPresences && presences.count(bare) == 0) return;
    auto& resources = presences[bare];
    if (resources.size() >= kResources && resources.count(e.from.resource()) == 0) return;
    resources[e.from.resource()] = {e.show, e.priority, clean(e.status, kStatusLimit)};
  }
  if (show_presence(bare) && bare != self) changed(Change::Kind::Presence, bare);
}

bool Store::Impl::show_presence(const Jid& bare) {
  xmpp::Show show = xmpp::Show::Offline;
  std::string status;
  if (const auto known = presences.find(bare); known != presences.end()) {
    const Resource* best = nullptr;
    for (const auto& [name, r] : known->second)
      if (!best || r.priority > best->priority ||
          (r.priority == best->priority && availability(r.show) > availability(best->show)))
        best = &r;
    if (best) {
      show = best->show;
      status = best->status;
    }
  }
  bool news = false;
  const auto show_in = [&](auto& of) {
    if (of.show == show && of.status == status) return false;
    of.show = show;
    of.status = status;
    return news = true;
  };
  if (const auto it = contacts.find(bare); it != contacts.end()) show_in(it->second);
  Slot* c = find(bare);
  if (c && c->kind == ConversationKind::Direct && show_in(*c)) touch(*c);
  return news;
}

void Store::Impl::add_request(Request request) {
  const bool known = std::any_of(requests.begin(), requests.end(), [&](const Request& r) {
    return r.kind == request.kind && r.from == request.from && r.room == request.room &&
           r.action == request.action && same_jids(r.items, request.items);
  });
  if (known || requests.size() >= kRequests) return;
  const Jid from = request.from;
  requests.push_back(std::move(request));
  changed(Change::Kind::Request, from, requests.size() - 1, "new");
}

void Store::Impl::on(const xmpp::SubscriptionEvent& e) {
  if (e.type == "subscribe") {
    add_request(
        {Request::Kind::Subscription, e.from.bare(), {}, clean(e.status, kStatusLimit), {}});
  } else if (e.type == "unsubscribe") {  // withdrawn
    const size_t before = requests.size();
    std::erase_if(requests, [&](const Request& r) {
      return r.kind == Request::Kind::Subscription && r.from == e.from.bare();
    });
    if (requests.size() != before) changed(Change::Kind::Request, e.from.bare());
  }
}

void Store::Impl::on(const xmpp::InviteEvent& e) {
  const Slot* c = find(e.room);
  if (c && c->room_state == RoomState::In) return;
  add_request({Request::Kind::Invite, e.from, e.room, clean(e.reason, kStatusLimit), e.password});
}

void Store::Impl::on(const xmpp::BookmarksEvent& e) {
  for (const xmpp::Bookmark& b : e.changed) {
    Slot* c = find(b.room);
    if (!c || c->kind != ConversationKind::Room) continue;
    c->autojoin = b.autojoin;
    if (!b.name.empty()) c->name = clean(b.name, kNameLimit);
    touch(*c);
    changed(Change::Kind::Conversation, b.room);
  }
  for (const Jid& room : e.removed)
    if (Slot* c = find(room)) {
      c->autojoin = false;
      touch(*c);
    }
}

std::vector<const Contact*> Store::contacts() const {
  std::vector<std::pair<std::string, const Contact*>> named;
  named.reserve(impl_->contacts.size());
  for (const auto& [jid, contact] : impl_->contacts)
    named.emplace_back(fold(impl_->shown_name(jid)), &contact);
  using Named = decltype(named)::value_type;
  std::vector<const Named*> order;
  order.reserve(named.size());
  for (const Named& n : named) order.push_back(&n);
  sort_pointers(order, [](const Named* a, const Named* b) { return a->first < b->first; });
  std::vector<const Contact*> out;
  out.reserve(named.size());
  for (const Named* n : order) out.push_back(n->second);
  return out;
}

}  // namespace confab::chat
