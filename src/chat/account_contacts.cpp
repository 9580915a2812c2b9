// SPDX-License-Identifier: MIT
// Account: contacts, requests, and what we tell others about our reading and writing.
#include <algorithm>

#include "chat/account_impl.h"
#include "chat/keeper.h"

namespace confab::chat {

// XEP-0184 8, XEP-0085 5.1: receipts and typing tell that we are here; not to strangers.
bool Account::Impl::may_tell(const Jid& jid) {
  const Conversation* c = store.find(jid);
  if (!c) return false;
  if (c->kind == ConversationKind::Room)
    return c->room_state == RoomState::In &&
           (c->role == xmpp::Role::Participant || c->role == xmpp::Role::Moderator);
  if (c->kind == ConversationKind::RoomPrivate) {
    const RoomRecord* r = room(jid.bare());
    return r && r->entered;
  }
  return c->subscription == "both" || c->subscription == "from" || written_to.count(jid) > 0;
}

void Account::Impl::receipts(const xmpp::MessageEvent& e) {
  if (e.outgoing || e.groupchat || e.via != xmpp::MessageVia::Live || e.id.empty()) return;
  const Jid jid = e.muc_private ? e.from : e.from.bare();
  const Conversation* c = store.find(jid);
  if (!c || e.body.empty()) return;
  if (e.receipt_requested && options.send_receipts && may_tell(jid))
    service.send_receipt(e.from, e.id, false, false);
  if (!e.markable) return;
  markable[jid] = {e.muc_private ? e.from : e.from.bare(), e.id};
  if (c->unread == 0) displayed(jid);  // somebody is looking
}

void Account::Impl::displayed(const Jid& jid) {
  const auto it = markable.find(jid);
  if (it == markable.end()) return;
  const Markable what = it->second;
  markable.erase(it);
  if (online && options.send_markers && may_tell(jid))
    service.send_receipt(what.to, what.id, true, false);
}

bool Account::Impl::subscription(const xmpp::SubscriptionEvent& e) {
  if (e.type != "subscribe") return true;
  const Jid from = e.from.bare();
  const xmpp::RosterItem* item = store.roster_item(from);
  const bool asked_them = item && (item->subscription == "to" || item->ask == "subscribe");
  if (asked_them || (item && item->subscription == "both")) {
    service.subscription(from, "subscribed");  // we asked first: that is an answer
    return false;
  }
  if (!options.allow_contact_requests) return false;
  if (!options.auto_subscribe) return true;
  service.subscription(from, "subscribed");
  service.subscription(from, "subscribe");
  return false;
}

bool Account::Impl::invited(const xmpp::InviteEvent& e) {
  const RoomRecord* r = room(e.room);
  if (r && r->entered) return false;
  if (!options.auto_join_on_invite) return true;
  want_room({e.room, "", e.password, 0}, true, {});
  return false;
}

void Account::Impl::run(AddContact& c) {
  const Jid jid = c.jid.bare();
  xmpp::RosterItem item;
  item.jid = jid;
  item.name = c.name;
  service.roster_set(item, [this, jid, done = c.done, owner = std::weak_ptr<char>(alive)](
                               const std::optional<xmpp::StanzaError>& error) {
    if (!owner.expired() && !error) service.subscription(jid, "subscribe");
    if (done) done(error ? error->condition : "");
  });
}

void Account::Impl::run(RemoveContact& c) {
  service.roster_remove(c.jid.bare(), condition_to(c.done));
}

void Account::Impl::run(AnswerRequest& c) {
  if (c.index >= store.requests().size()) return;
  const Request request = store.requests()[c.index];
  store.remove_request(c.index);
  tell_answered(request, c.accept);
  if (request.kind == Request::Kind::Invite) {
    if (c.accept) want_room({request.room, "", request.password, 0}, true, {});
    return;
  }
  if (request.kind == Request::Kind::Contacts) {
    if (c.accept) {
      change_roster(request.action, request.items, {});
    } else {
      suggesters[request.from].declined = true;
    }
    return;
  }
  service.subscription(request.from, c.accept ? "subscribed" : "unsubscribed");
  if (!c.accept) return;
  const xmpp::RosterItem* item = store.roster_item(request.from);
  if (!item || (item->subscription != "to" && item->subscription != "both"))
    service.subscription(request.from, "subscribe");
}

// Others may say what they like about their looks.
bool Account::Impl::shows(const Jid& bare) const {
  const Conversation* c = store.find(bare);
  return bare == store.self() || store.roster_item(bare) ||
         (c && c->kind == ConversationKind::Direct);
}

void Account::Impl::run(WantPicture& c) {
  const Avatar avatar = store.avatar(c.jid);
  if (avatar.hash.empty() || store.picture(avatar.hash)) return;
  store.want_picture(avatar.hash);
  if (!service.has("avatar")) return;
  const Conversation* room = store.find(c.jid.bare());
  const bool occupant = room && room->kind == ConversationKind::Room;
  const auto found = [this, avatar, who = occupant ? c.jid : c.jid.bare()](std::string bytes) {
    if (!bytes.empty()) return store.apply(xmpp::PictureEvent{avatar.hash, std::move(bytes)});
    if (store.picture(avatar.hash)) service.fetch_picture(who, avatar.hash, avatar.pep);
  };
  if (!keeper) return found({});
  keeper->picture(avatar.hash, found);
}

}  // namespace confab::chat
