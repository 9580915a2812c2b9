// SPDX-License-Identifier: MIT
// See roster_plan.h.
#include "chat/roster_plan.h"

#include <algorithm>
#include <utility>

namespace confab::chat {
namespace {

using xmpp::RosterItem;
using Groups = std::vector<std::string>;

bool has(const Groups& groups, const std::string& group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

bool same(const Groups& a, const Groups& b) {
  return a.size() == b.size() &&
         std::all_of(a.begin(), a.end(), [&](const std::string& g) { return has(b, g); });
}

// 3.1
std::optional<RosterChange> plan_add(const RosterItem& wanted, const RosterItem* known) {
  if (!known) return RosterChange{RosterChange::Kind::Add, wanted};
  RosterItem item = *known;
  for (const std::string& group : wanted.groups)
    if (!has(item.groups, group)) item.groups.push_back(group);
  if (item.groups.size() == known->groups.size()) return std::nullopt;
  return RosterChange{RosterChange::Kind::Edit, std::move(item)};
}

// 3.2: named groups take the contact out of these; it goes with the last of its groups.
std::optional<RosterChange> plan_delete(const RosterItem& wanted, const RosterItem* known) {
  if (!known) return std::nullopt;
  RosterItem item = *known;
  std::erase_if(item.groups, [&](const std::string& g) { return has(wanted.groups, g); });
  if (!wanted.groups.empty() && item.groups.size() == known->groups.size()) return std::nullopt;
  const bool edit = !wanted.groups.empty() && !item.groups.empty();
  return RosterChange{edit ? RosterChange::Kind::Edit : RosterChange::Kind::Remove,
                      std::move(item)};
}

// 3.3
std::optional<RosterChange> plan_modify(const RosterItem& wanted, const RosterItem* known) {
  if (!known) return std::nullopt;
  RosterItem item = *known;
  if (!wanted.name.empty()) item.name = wanted.name;
  if (!wanted.groups.empty()) item.groups = wanted.groups;
  if (item.name == known->name && same(item.groups, known->groups)) return std::nullopt;
  return RosterChange{RosterChange::Kind::Edit, std::move(item)};
}

}  // namespace

std::optional<RosterChange> plan_change(xmpp::RosterAction action, const RosterItem& wanted,
                                        const RosterItem* known) {
  switch (action) {
    case xmpp::RosterAction::Add: return plan_add(wanted, known);
    case xmpp::RosterAction::Delete: return plan_delete(wanted, known);
    case xmpp::RosterAction::Modify: return plan_modify(wanted, known);
  }
  return std::nullopt;
}

std::vector<RosterItem> effective(xmpp::RosterAction action, const std::vector<RosterItem>& items,
                                  const RosterLookup& lookup) {
  std::vector<RosterItem> out;
  for (const RosterItem& item : items)
    if (plan_change(action, item, lookup(item.jid))) out.push_back(item);
  return out;
}

}  // namespace confab::chat
