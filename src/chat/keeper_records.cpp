// SPDX-License-Identifier: MIT
// Keeper: what is written, as text: the records that have changed, who is where, the outbox.
#include "chat/keeper.h"
#include "chat/saved.h"

namespace confab::chat {
void Account::Impl::Keeper::put(Records& batch, const std::string& name, const Json& json) {
  std::string text = json.dump();
  size_t& known = others_[name];
  const size_t hash = std::hash<std::string>()(text);
  if (std::exchange(known, hash) == hash) return;
  batch.push_back({owner_ + "\n" + name, std::move(text)});
}

Account::Impl::Keeper::Records Account::Impl::Keeper::collect() {
  Records batch;
  last_size_ = live_ && live_unwritten_ ? live_->size() : 0;
  if (!database_ok_ && a_.clock.monotonic_ms() < retry_at_ms_) return batch;
  std::unordered_map<Jid, Written> still;
  Json rooms = Json::object();
  for (const Conversation* c : a_.store.conversations()) {
    Written w = conversations_[c->jid];
    if (w.revision != c->revision) {
      w.revision = c->revision;
      std::string text = to_json(a_.store.saved(*c, keep_.messages_per_chat)).dump();
      const size_t hash = std::hash<std::string>()(text);
      if (w.hash != hash) batch.push_back({owner_ + "\nc\n" + c->jid.str(), std::move(text)});
      w.hash = hash;
    }
    still[c->jid] = w;
    if (const RoomRecord* r = a_.room(c->jid); r && r->cursor.known)
      rooms.set(c->jid.str(), r->cursor.from());
  }
  for (const auto& [jid, w] : conversations_)
    if (!still.count(jid)) batch.push_back({owner_ + "\nc\n" + jid.str(), ""});
  conversations_ = std::move(still);

  Json cursors = Json::object();
  cursors.set("v", kKeptVersion);
  if (a_.own.known) cursors.set("own", a_.own.from());
  if (a_.late_from) {
    // In whole seconds, or it would be news each time; up, so that short pages count.
    const int64_t age_ms = (a_.late_age_ms() / 1000 + 1) * 1000;
    cursors.set("late", Json::object().set("from", *a_.late_from).set("age", age_ms));
  }
  cursors.set("rooms", std::move(rooms));
  put(batch, "a", cursors);

  // Whose these are: of several tabs, the one that led last.
  if (const auto lead = keep_.journal.get(key("lead"))) put(batch, "w", *lead);

  if (const xml::Element known = a_.service.save_known(); !known.children().empty())
    put(batch, "h", Json::object().set("modules", known.to_xml()));

  if (std::exchange(roster_stale_, false)) {
    Json roster = Json::object(), items = Json::array();
    const xml::Element modules = a_.service.save();
    const xml::Element* module = modules.child("roster");
    roster.set("ver", module ? module->attr("ver") : "");
    for (const Contact* contact : a_.store.contacts()) items.push(to_json(contact->item));
    put(batch, "r", roster.set("items", std::move(items)));
  }
  const bool faces = !a_.store.avatars().empty() || !pictures_.empty();
  if (std::exchange(avatars_stale_, false) && faces) put(batch, "v", pictures_json());
  for (const auto& r : batch) last_size_ += r.value.size();
  return batch;
}

std::string Account::Impl::Keeper::live_text() const {
  Json rooms = Json::array(), presences = Json::array();
  for (const auto& [jid, r] : a_.rooms) {
    if (!r.wanted) continue;
    const int flags = (r.handed ? kHanded : 0) | (r.auto_nick ? kAutoNick : 0) |
                      (r.by_user ? kByUser : 0) | (r.bookmarked ? kBookmarked : 0) |
                      (r.settled ? kSettled : 0) | (r.caught_up ? kCaughtUp : 0) |
                      (r.archived ? kArchiveKnown : 0) |
                      (r.archived.value_or(false) ? kArchived : 0);
    rooms.push(Json::object()
                   .set("j", jid.str())
                   .set("n", r.join.nick)
                   .set("b", r.base_nick)
                   .set("f", flags));
  }
  for (const xmpp::PresenceEvent& p : a_.store.presences())
    presences.push(Json::object()
                       .set("j", p.from.str())
                       .set("w", static_cast<int>(p.show))
                       .set("s", p.status)
                       .set("p", p.priority));
  Json live = Json::object();
  live.set("v", kKeptVersion).set("nick", a_.guest_nick).set("own", a_.own_caught_up);
  live.set("rooms", std::move(rooms)).set("presences", std::move(presences));
  return live.set("modules", a_.service.save().to_xml()).dump();
}

Json Account::Impl::Keeper::outbox_json() const {
  Json list = Json::array();
  for (const Outgoing& o : a_.outbox.finished()) list.push(outgoing_json(o, true));
  for (const Outgoing& o : a_.outbox.items()) list.push(outgoing_json(o, false));
  for (const Outgoing& o : a_.outbox.lately()) list.push(outgoing_json(o, false).set("c", true));
  return list;
}

Json Account::Impl::Keeper::outgoing_json(const Outgoing& o, bool finished) const {
  const int flags = (o.taken ? kTaken : 0) | (o.tried ? kTried : 0) | (o.acked ? kAcked : 0) |
                    (o.bounces > 0 ? kBounced : 0) | (finished ? kFinished : 0) |
                    (o.unproven ? kUnproven : 0);
  const Message* m = a_.store.find_message(o.jid, o.key);
  Json json = Json::object();
  json.set("j", o.jid.str()).set("k", static_cast<int>(o.kind)).set("i", o.id).set("b", o.body);
  if (!o.failure.empty()) json.set("x", o.failure);
  if (o.since) json.set("a", *o.since);
  json.set("f", flags).set("w", m ? m->stamp_ms : int64_t{0});
  return json.set("n", static_cast<double>(o.key));
}

}  // namespace confab::chat
