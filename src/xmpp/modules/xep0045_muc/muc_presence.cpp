// SPDX-License-Identifier: MIT
// Muc, the half that reads presence: who is in a room, who comes, changes and goes, and ourselves.
#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"
#include "xmpp/modules/xep0084_avatar/avatar.h"

namespace confab::xmpp {

namespace {

bool same(const Occupant& a, const Occupant& b) {
  return a.role == b.role && a.affiliation == b.affiliation && a.show == b.show &&
         a.status == b.status && a.real_jid == b.real_jid && a.occupant_id == b.occupant_id &&
         a.avatar == b.avatar;
}

}  // namespace

Handled Muc::on_presence(const xml::Element& stanza) {
  const Jid from = jid_attr(stanza, "from");
  Room* room = from.empty() ? nullptr : find(from.bare());
  const xml::Element* x = stanza.child("x", ns::kMucUser);
  // Nobody gets a list of occupants into this client but a room that we asked to enter.
  if (!room) return x || stanza.child("x", ns::kMuc) ? Handled::Yes : Handled::No;
  room->last_heard_ms = context_->clock().monotonic_ms();
  const std::string_view type = stanza.attr("type");
  if (type == "error") {
    on_error_presence(*room, stanza);
  } else if (x && !from.is_bare()) {
    const MucItem item = decode_item(*x);
    if (type.empty()) {
      on_available(*room, stanza, from, item);
    } else if (type == "unavailable") {
      on_unavailable(*room, stanza, from, item);
    }
  }
  return Handled::Yes;
}

void Muc::on_error_presence(Room& room, const xml::Element& stanza) {
  const auto error = stanza_error(stanza);
  if (!error) return;
  if (!room.joined) return refused(room, *error);
  const Jid jid = room.jid;
  if (room.pending_nick.empty()) {
    if (on_doubt) on_doubt(jid);
    return;
  }
  room.pending_nick.clear();  // the old nick stays ours
  context_->emit(RoomFailedEvent{jid, *error});
}

void Muc::on_available(Room& room, const xml::Element& stanza, const Jid& from,
                       const MucItem& item) {
  const std::string& nick = from.resource();
  // While we are entering, our nick may be that of somebody else in there and 210 give us another.
  const bool self = item.has(110) || (room.joined && nick == room.nick);
  if (self && room.joined && nick != room.nick) {
    rename(room, std::string(room.nick), nick, item);
    if (find(from.bare()) != &room) return;  // a listener left it
  }
  const auto known = room.occupants.find(nick);
  const bool is_new = known == room.occupants.end();
  if (is_new && !self && room.occupants.size() >= kMaxOccupants) return;

  Occupant occupant;
  occupant.nick = nick;
  occupant.real_jid = item.real_jid;
  occupant.affiliation = item.affiliation;
  occupant.role = item.role;
  occupant.show = parse_show(stanza);
  occupant.status = stanza.child_text("status", ns::kClient);
  if (room.gives_occupant_ids)
    if (const xml::Element* id = stanza.child("occupant-id", ns::kOccupantId))
      occupant.occupant_id = id->attr("id");

  // A presence that does not say leaves it as it was (XEP-0153 4.2, rule 2).
  occupant.avatar = photo_hash(stanza).value_or(is_new ? std::string() : known->second.avatar);

  const bool changed =
      is_new || item.statuses.size() > (self ? 1u : 0u) || !same(known->second, occupant);
  if (is_new) {
    room.occupants.emplace(nick, occupant);
  } else {
    known->second = occupant;
  }
  if (self) {
    room.nick = nick;  // 210: the room may have given us another one
    room.pending_nick.clear();
    room.own_occupant_id = occupant.occupant_id;
  }
  const bool entered = self && !room.joined;
  if (entered) room.joined = true;
  const Jid jid = room.jid;
  if (changed)
    context_->emit(OccupantEvent{is_new ? OccupantEvent::Kind::Join : OccupantEvent::Kind::Change,
                                 jid,
                                 std::move(occupant),
                                 {},
                                 self,
                                 item.statuses,
                                 {},
                                 {}});
  Room* still = entered ? find(jid) : nullptr;
  if (still) on_entered(*still, item);
}

void Muc::on_entered(Room& room, const MucItem& item) {
  const bool created = item.has(201);
  const Jid jid = room.jid;
  if (created) accept_defaults(jid);
  context_->emit(RoomEnteredEvent{jid, room.nick, created, item.has(100), item.has(170)});
}

// 10.1.2: an instant room; until its settings are accepted nobody else can enter.
void Muc::accept_defaults(const Jid& jid) {
  xml::Element iq = make_iq("set", jid);
  iq.add("query", ns::kMucOwner).add("x", ns::kDataForms).set_attr("type", "submit");
  context_->iq(std::move(iq), owner_, [this, jid](const IqResult& result) {
    if (result && knows(jid)) ask_info(jid);
  });
}

void Muc::on_unavailable(Room& room, const xml::Element& stanza, const Jid& from,
                         const MucItem& item) {
  const auto known = room.occupants.find(from.resource());
  if (known == room.occupants.end()) return;
  if (item.has(303) && !item.new_nick.empty())
    return rename(room, std::string(from.resource()), item.new_nick, item);
  Occupant occupant = std::move(known->second);
  room.occupants.erase(known);
  const bool self = room.joined && occupant.nick == room.nick;
  const Jid jid = room.jid;

  occupant.status = stanza.child_text("status", ns::kClient);
  occupant.affiliation = item.affiliation;
  occupant.role = Role::None;
  context_->emit(OccupantEvent{OccupantEvent::Kind::Leave,
                               jid,
                               std::move(occupant),
                               {},
                               self,
                               item.statuses,
                               item.actor,
                               item.reason});
  if (!self) return;
  const xml::Element* x = stanza.child("x", ns::kMucUser);
  const bool in_words = stanza.child("status", ns::kClient) != nullptr;
  on_left(jid, item, x->child("destroy", ns::kMucUser), in_words);
}

// 7.6; a room that alters the nick we asked for may leave the 303 out.
void Muc::rename(Room& room, const std::string& old_nick, const std::string& new_nick,
                 const MucItem& item) {
  auto node = room.occupants.extract(old_nick);
  if (node.empty()) return;
  OccupantEvent event{
      OccupantEvent::Kind::Rename, room.jid, node.mapped(), new_nick, false, item.statuses, {}, {}};
  event.self = old_nick == room.nick;
  if (event.self) {
    room.nick = new_nick;
    room.pending_nick.clear();
  }
  node.key() = new_nick;
  node.mapped().nick = new_nick;
  room.occupants.insert(std::move(node));
  context_->emit(event);
}

void Muc::on_left(const Jid& jid, const MucItem& item, const xml::Element* destroy, bool in_words) {
  rooms_.erase(jid);
  RoomLeftEvent left{jid, leave_reason(item, destroy != nullptr), item.actor, item.reason, {}};
  // Who leaves by another tab says nothing. ejabberd says, with no code, that something of the room
  // came back to it as an error, from a session of ours that had ended.
  if (in_words && left.reason == LeaveReason::Left) left.reason = LeaveReason::Error;
  if (destroy) {
    left.text = destroy->child_text("reason");
    left.alternate = jid_attr(*destroy, "jid").bare();
  }
  context_->emit(left);
}

}  // namespace confab::xmpp
