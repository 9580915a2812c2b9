// SPDX-License-Identifier: MIT
// See roster_exchange.h.
#include "xmpp/modules/xep0144_roster_exchange/roster_exchange.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/strings.h"
#include "base/utf8.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {

constexpr size_t kItems = 200;  // 6: "sets of more than 150 or 200 ... treated with suspicion"
constexpr size_t kGroups = 20, kNameLength = 256;

std::string shortened(std::string_view text) {
  return std::string(utf8::prefix(trim(text), kNameLength));
}

// 3.1: whatever is not understood means "add".
RosterAction action_of(const xml::Element& item) {
  const std::string_view action = item.attr("action");
  if (action == "delete") return RosterAction::Delete;
  return action == "modify" ? RosterAction::Modify : RosterAction::Add;
}

RosterItem decode_item(const xml::Element& element) {
  RosterItem item;
  item.jid = jid_attr(element, "jid").bare();
  item.name = shortened(element.attr("name"));
  for (const xml::Element& child : element.children()) {
    if (!child.is("group", ns::kRosterX) || item.groups.size() >= kGroups) continue;
    std::string group = shortened(child.text());
    const auto& known = item.groups;
    if (!group.empty() && std::find(known.begin(), known.end(), group) == known.end())
      item.groups.push_back(std::move(group));
  }
  return item;
}

// nullopt: too many, of several kinds at once (6, rule 1: MUST NOT), or nothing to be used.
std::optional<RosterSuggestionEvent> decode(const xml::Element& x, const Jid& own) {
  RosterSuggestionEvent event;
  size_t count = 0;
  for (const xml::Element& child : x.children()) {
    if (!child.is("item", ns::kRosterX)) continue;
    if (++count > kItems) return std::nullopt;
    const RosterAction action = action_of(child);
    if (count > 1 && action != event.action) return std::nullopt;
    event.action = action;
    RosterItem item = decode_item(child);
    const bool twice = std::any_of(event.items.begin(), event.items.end(),
                                   [&](const RosterItem& i) { return i.jid == item.jid; });
    if (!item.jid.empty() && !(item.jid == own) && !twice) event.items.push_back(std::move(item));
  }
  if (event.items.empty()) return std::nullopt;
  return event;
}

}  // namespace

ModuleInfo RosterExchange::info() const {
  return {"roster-exchange", {"XEP-0144"}, {ns::kRosterX}, {"roster"}};
}

Handled RosterExchange::on_stanza(const xml::Element& stanza) {
  const bool request = stanza.name() == "iq" && stanza.attr("type") == "set";
  // A room speaks for whoever is in it, a bounce for nobody.
  const bool message = stanza.name() == "message" && stanza.attr("type") != "groupchat" &&
                       stanza.attr("type") != "error";
  if (!request && !message) return Handled::No;
  const xml::Element* x = stanza.child("x", ns::kRosterX);
  if (!x) return Handled::No;
  const Jid from = jid_attr(stanza, "from");
  if (stanza.has_attr("from") && from.empty()) return request ? Handled::No : Handled::Yes;
  auto event = decode(*x, context_->jid().bare());
  if (!event) {
    context_->log().write(LogLevel::Info, "roster-exchange", "of no use, from " + from.str());
    if (!request) return Handled::No;
    context_->send(make_error(stanza, "modify", "bad-request"));
    return Handled::Yes;
  }
  event->from = from;
  if (message) event->text = stanza.child_text("body");
  if (request) context_->send(make_result(stanza));
  context_->emit(*event);
  return request ? Handled::Yes : Handled::No;  // the message may say something, too
}

}  // namespace confab::xmpp
