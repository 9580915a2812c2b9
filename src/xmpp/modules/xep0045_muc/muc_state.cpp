// SPDX-License-Identifier: MIT
// Muc over the lives of pages: a resumed stream is still in its rooms, and no room tells again who
// is there. What was written by an earlier page is read as carefully as if a room had sent it.
#include <algorithm>
#include <utility>
#include <vector>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"

namespace confab::xmpp {

namespace {

constexpr size_t kMaxRooms = 1000;

void flag(xml::Element& e, const char* name, bool value) {
  if (value) e.set_attr(name, "1");
}

void word(xml::Element& e, const char* name, std::string_view value) {
  if (!value.empty()) e.set_attr(name, value);
}

}  // namespace

void Muc::save(xml::Element& state) const {
  for (const auto& [jid, room] : rooms_) {
    xml::Element& r = state.add("room");
    r.set_attr("jid", jid.str()).set_attr("nick", room.nick);
    flag(r, "in", room.joined);
    word(r, "own", room.own_occupant_id);
    flag(r, "sid", room.gives_stanza_ids);
    flag(r, "oid", room.gives_occupant_ids);
    for (const auto& [nick, o] : room.occupants) {
      xml::Element& e = r.add("o");
      e.set_attr("n", nick);
      word(e, "id", o.occupant_id);
      word(e, "s", o.status);
      word(e, "j", o.real_jid.str());
      word(e, "p", o.avatar);
      e.set_attr("a", affiliation_name(o.affiliation)).set_attr("r", role_name(o.role));
      if (o.show != Show::Online) e.set_attr("w", std::to_string(static_cast<int>(o.show)));
    }
  }
}

void Muc::restore(const xml::Element& state) {
  std::vector<Jid> entered;
  for (const xml::Element& r : state.children()) {
    const Jid jid = jid_attr(r, "jid").bare();
    const std::string nick(r.attr("nick"));
    if (jid.empty() || nick.empty() || rooms_.size() >= kMaxRooms || knows(jid)) continue;
    Room room;
    room.jid = jid;
    room.nick = nick;
    room.joined = r.has_attr("in");
    room.own_occupant_id = r.attr("own");
    room.gives_stanza_ids = r.has_attr("sid");
    room.gives_occupant_ids = r.has_attr("oid");
    room.last_heard_ms = context_->clock().monotonic_ms();
    for (const xml::Element& e : r.children()) {
      Occupant o;
      o.nick = e.attr("n");
      if (o.nick.empty() || room.occupants.size() >= kMaxOccupants) continue;
      o.occupant_id = e.attr("id");
      o.status = e.attr("s");
      o.real_jid = jid_attr(e, "j");
      o.avatar = e.attr("p");
      o.affiliation = parse_affiliation(e.attr("a"));
      o.role = parse_role(e.attr("r"));
      o.show = static_cast<Show>(std::clamp(parse_int(e.attr("w"), 1), 0, 5));
      room.occupants.emplace(o.nick, std::move(o));
    }
    rooms_.emplace(jid, std::move(room));
    entered.push_back(jid);
  }
  for (const Jid& jid : entered) {
    const Room* room = this->room(jid);
    if (!room) continue;
    std::vector<OccupantEvent> there;  // a listener may leave the room
    xml::Element join = make_presence(Show::Online, {}, 0, jid.with_resource(room->nick));
    join.add("x", ns::kMuc);
    context_->recall(true, std::move(join));
    for (const auto& [nick, o] : room->occupants) {
      const bool self = nick == room->nick && room->joined;
      there.push_back({OccupantEvent::Kind::Join, jid, o, {}, self, {}, {}, {}});
      context_->recall(false, occupant_presence(jid, o, self));
    }
    const std::string nick = room->nick;
    const bool joined = room->joined;
    if (!joined) watch(jid, room->attempt);  // what the room has yet to say comes with the session
    for (const OccupantEvent& event : there) context_->emit(event);
    if (joined) context_->emit(RoomEnteredEvent{jid, nick});
  }
}

}  // namespace confab::xmpp
