// SPDX-License-Identifier: MIT
// See roster.h.
#include "xmpp/modules/rfc6121_roster/roster.h"

#include <optional>
#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {

std::optional<RosterItem> decode_roster_item(const xml::Element& element) {
  RosterItem item;
  item.jid = jid_attr(element, "jid").bare();
  if (element.name() != "item" || item.jid.empty()) return std::nullopt;
  item.name = element.attr("name");
  item.subscription = element.attr("subscription");
  if (item.subscription.empty()) item.subscription = "none";
  item.ask = element.attr("ask");
  for (const xml::Element& child : element.children())
    if (child.name() == "group" && !child.text().empty()) item.groups.push_back(child.text());
  return item;
}

}  // namespace

ModuleInfo Roster::info() const { return {"roster", {"RFC 6121", "XEP-0237"}, {}, {}}; }

void Roster::on_session(SessionEvent event) {
  if (event != SessionEvent::Bound) return;
  const Jid own = context_->jid().bare();
  if (own != account_) version_.clear();
  account_ = own;
  xml::Element iq = make_iq("get", {});
  xml::Element& query = iq.add("query", ns::kRoster);
  if (context_->stream_features().child("ver", ns::kRosterVer)) query.set_attr("ver", version_);
  context_->iq(std::move(iq), owner_, [this](const IqResult& result) {
    if (!result) return;
    // 2.6.3: no <query/> in the answer means that the version we named is the current one.
    if (const xml::Element* query = result->child("query", ns::kRoster)) on_roster(*query);
  });
}

void Roster::on_roster(const xml::Element& query) {
  version_ = query.attr("ver");
  RosterEvent event{true, {}};
  event.items.reserve(query.children().size());
  for (const xml::Element& child : query.children())
    if (auto item = decode_roster_item(child)) event.items.push_back(std::move(*item));
  context_->emit(event);
}

Handled Roster::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "iq" || stanza.attr("type") != "set") return Handled::No;
  const xml::Element* query = stanza.child("query", ns::kRoster);
  // 2.1.6: pushes come from our own account or are refused, like any request nobody knows.
  if (!query || !from_own_account(stanza, context_->jid())) return Handled::No;
  const auto item =
      query->children().size() == 1 ? decode_roster_item(query->children().front()) : std::nullopt;
  if (!item) {
    context_->send(make_error(stanza, "modify", "bad-request"));
    return Handled::Yes;
  }
  if (query->has_attr("ver")) version_ = query->attr("ver");
  context_->send(make_result(stanza));
  context_->emit(RosterEvent{false, {*item}});
  return Handled::Yes;
}

void Roster::save(xml::Element& state) const {
  if (!version_.empty()) state.set_attr("jid", account_.str()).set_attr("ver", version_);
}

void Roster::restore(const xml::Element& state) {
  account_ = jid_attr(state, "jid");
  version_ = state.attr("ver");
}

void Roster::set(const RosterItem& item, Done done) {
  xml::Element element("item", ns::kRoster);
  element.set_attr("jid", item.jid.bare_str());
  if (!item.name.empty()) element.set_attr("name", item.name);
  for (const std::string& group : item.groups) element.add("group").set_text(group);
  change(std::move(element), std::move(done));
}

void Roster::remove(const Jid& jid, Done done) {
  xml::Element element("item", ns::kRoster);
  element.set_attr("jid", jid.bare_str()).set_attr("subscription", "remove");
  change(std::move(element), std::move(done));
}

void Roster::change(xml::Element item, Done done) {
  xml::Element iq = make_iq("set", {});
  iq.add("query", ns::kRoster).add(std::move(item));
  context_->iq(std::move(iq), owner_, [done = std::move(done)](const IqResult& result) {
    if (done) done(result ? std::nullopt : std::optional<StanzaError>(result.error()));
  });
}

}  // namespace confab::xmpp
