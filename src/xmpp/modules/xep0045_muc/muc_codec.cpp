// SPDX-License-Identifier: MIT
// See muc_codec.h.
#include "xmpp/modules/xep0045_muc/muc_codec.h"

#include <algorithm>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

const char* affiliation_name(Affiliation affiliation) {
  switch (affiliation) {
    case Affiliation::None: return "none";
    case Affiliation::Outcast: return "outcast";
    case Affiliation::Member: return "member";
    case Affiliation::Admin: return "admin";
    case Affiliation::Owner: return "owner";
  }
  return "none";
}

const char* role_name(Role role) {
  switch (role) {
    case Role::None: return "none";
    case Role::Visitor: return "visitor";
    case Role::Participant: return "participant";
    case Role::Moderator: return "moderator";
  }
  return "none";
}

Affiliation parse_affiliation(std::string_view text) {
  for (const Affiliation a :
       {Affiliation::Outcast, Affiliation::Member, Affiliation::Admin, Affiliation::Owner})
    if (text == affiliation_name(a)) return a;
  return Affiliation::None;
}

Role parse_role(std::string_view text) {
  for (const Role r : {Role::Visitor, Role::Participant, Role::Moderator})
    if (text == role_name(r)) return r;
  return Role::None;
}

bool MucItem::has(int status) const {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

MucItem decode_item(const xml::Element& x) {
  MucItem result;
  for (const xml::Element& child : x.children()) {
    if (child.ns() != ns::kMucUser) continue;
    if (child.name() == "status") {
      if (result.statuses.size() < 16) result.statuses.push_back(parse_int(child.attr("code"), 0));
    } else if (child.name() == "item") {
      result.affiliation = parse_affiliation(child.attr("affiliation"));
      result.role = parse_role(child.attr("role"));
      result.real_jid = jid_attr(child, "jid");
      result.new_nick = child.attr("nick");
      result.reason = trim(child.child_text("reason"));
      if (const xml::Element* actor = child.child("actor")) {
        result.actor = actor->attr("nick");
        if (result.actor.empty()) result.actor = actor->attr("jid");
      }
    }
  }
  return result;
}

xml::Element occupant_presence(const Jid& room, const Occupant& o, bool self) {
  xml::Element presence = make_presence(o.show, o.status, 0, {});
  presence.set_attr("from", room.with_resource(o.nick).str());
  xml::Element& x = presence.add("x", ns::kMucUser);
  xml::Element& item = x.add("item");
  item.set_attr("affiliation", affiliation_name(o.affiliation));
  item.set_attr("role", role_name(o.role));
  if (!o.real_jid.empty()) item.set_attr("jid", o.real_jid.str());
  if (self) x.add("status").set_attr("code", "110");
  if (!o.avatar.empty()) presence.add("x", ns::kVcardUpdate).add("photo").set_text(o.avatar);
  if (!o.occupant_id.empty())
    presence.add("occupant-id", ns::kOccupantId).set_attr("id", o.occupant_id);
  return presence;
}

LeaveReason leave_reason(const MucItem& item, bool destroyed) {
  if (destroyed) return LeaveReason::Destroyed;
  if (item.has(301)) return LeaveReason::Banned;
  if (item.has(333)) return LeaveReason::Error;  // before 307: servers send both
  if (item.has(307)) return LeaveReason::Kicked;
  if (item.has(321)) return LeaveReason::AffiliationChange;
  if (item.has(322)) return LeaveReason::MembersOnly;
  if (item.has(332)) return LeaveReason::Shutdown;
  return LeaveReason::Left;
}

}  // namespace confab::xmpp
