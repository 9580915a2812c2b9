// SPDX-License-Identifier: MIT
// Values of XEP-0045 <-> XML: roles, affiliations, status codes, the <x/> of muc#user.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xml/element.h"
#include "xmpp/core/events.h"

namespace confab::xmpp {

const char* affiliation_name(Affiliation affiliation);
const char* role_name(Role role);
Affiliation parse_affiliation(std::string_view text);  // None when unknown
Role parse_role(std::string_view text);                // None when unknown

struct MucItem {
  Affiliation affiliation = Affiliation::None;
  Role role = Role::None;
  Jid real_jid;
  std::string new_nick, actor, reason;
  std::vector<int> statuses;  // at most 16
  bool has(int status) const;
};
MucItem decode_item(const xml::Element& x);

// As the room says that somebody is in there.
xml::Element occupant_presence(const Jid& room, const Occupant& occupant, bool self);

// Why our own unavailable presence came, by its status codes (XEP-0045 15.6) or <destroy/>.
LeaveReason leave_reason(const MucItem& item, bool destroyed);

}  // namespace confab::xmpp
