// SPDX-License-Identifier: MIT
// What following a suggestion (XEP-0144) would change in the roster as it is. Pure; asks nobody.
#pragma once

#include <optional>
#include <vector>

#include "base/function.h"
#include "xmpp/core/events.h"

namespace confab::chat {

struct RosterChange {
  enum class Kind : uint8_t { Add, Edit, Remove } kind;
  xmpp::RosterItem item;  // as it is to be
};
using RosterLookup = Function<const xmpp::RosterItem*(const xmpp::Jid&)>;  // null: not there

// nullopt: nothing would change, so nobody is to be asked (3.1 to 3.3). An addition keeps the name
// and the groups that somebody has chosen; groups of a modification replace them.
std::optional<RosterChange> plan_change(xmpp::RosterAction action, const xmpp::RosterItem& wanted,
                                        const xmpp::RosterItem* known);

// Those of `items` that would change something.
std::vector<xmpp::RosterItem> effective(xmpp::RosterAction action,
                                        const std::vector<xmpp::RosterItem>& items,
                                        const RosterLookup& lookup);

}  // namespace confab::chat
