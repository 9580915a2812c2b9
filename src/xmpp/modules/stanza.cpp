// SPDX-License-Identifier: MIT
// See stanza.h.
#include "xmpp/modules/stanza.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {

Jid jid_attr(const xml::Element& element, std::string_view name) {
  const std::string_view text = element.attr(name);
  if (text.empty()) return {};
  auto jid = Jid::parse(text);
  return jid ? std::move(*jid) : Jid();
}

bool from_own_account(const xml::Element& stanza, const Jid& own) {
  if (!stanza.has_attr("from")) return true;
  const Jid from = jid_attr(stanza, "from");
  return !from.empty() && from.is_bare() && from == own.bare();
}

xml::Element make_iq(std::string_view type, const Jid& to) {
  xml::Element iq("iq", ns::kClient);
  iq.set_attr("type", type);
  if (!to.empty()) iq.set_attr("to", to.str());
  return iq;
}

xml::Element make_message(std::string_view type, const Jid& to, const std::string& id) {
  xml::Element message("message", ns::kClient);
  message.set_attr("type", type).set_attr("to", to.str());
  if (!id.empty()) message.set_attr("id", id);
  return message;
}

xml::Element make_result(const xml::Element& request) {
  xml::Element iq("iq", ns::kClient);
  iq.set_attr("type", "result").set_attr("id", request.attr("id"));
  if (request.has_attr("from")) iq.set_attr("to", request.attr("from"));
  return iq;
}

xml::Element make_error(const xml::Element& request, std::string_view type,
                        std::string_view condition) {
  xml::Element iq = make_result(request);
  iq.set_attr("type", "error");
  xml::Element& error = iq.add("error");
  error.set_attr("type", type);
  error.add(std::string(condition), ns::kStanzaErrors);
  return iq;
}

void add_text(xml::Element& parent, const char* name, const std::string& text) {
  if (!text.empty()) parent.add(name).set_text(text);
}

int parse_int(std::string_view text, int fallback) {
  int value = 0;
  return whole_number(trim(text), value) ? value : fallback;
}

Show parse_show(const xml::Element& presence) {
  if (presence.attr("type") == "unavailable") return Show::Offline;
  const std::string_view show = presence.child_text("show", ns::kClient);
  if (show == "chat") return Show::Chat;
  if (show == "away") return Show::Away;
  if (show == "xa") return Show::Xa;
  if (show == "dnd") return Show::Dnd;
  return Show::Online;
}

xml::Element make_presence(Show show, const std::string& status, int priority, const Jid& to) {
  xml::Element presence("presence", ns::kClient);
  if (!to.empty()) presence.set_attr("to", to.str());
  switch (show) {
    case Show::Offline: presence.set_attr("type", "unavailable"); break;
    case Show::Online: break;
    case Show::Chat: presence.add("show").set_text("chat"); break;
    case Show::Away: presence.add("show").set_text("away"); break;
    case Show::Xa: presence.add("show").set_text("xa"); break;
    case Show::Dnd: presence.add("show").set_text("dnd"); break;
  }
  add_text(presence, "status", status);
  if (priority != 0 && show != Show::Offline)
    presence.add("priority").set_text(std::to_string(priority));
  return presence;
}

namespace {
bool speaks_for(const Jid& from, const Jid& whom) {
  return from.domain() == whom.domain() && (from.local().empty() || from.local() == whom.local());
}
}  // namespace

int64_t delay_stamp(const xml::Element& stanza, const Jid& a, const Jid& b) {
  for (const xml::Element& child : stanza.children()) {
    if (!child.is("delay", ns::kDelay)) continue;
    if (child.has_attr("from")) {
      const Jid from = jid_attr(child, "from");
      if (from.empty() || (!speaks_for(from, a) && !speaks_for(from, b))) continue;
    }
    if (const auto stamp = parse_datetime(child.attr("stamp"))) return *stamp;
  }
  return 0;
}

}  // namespace confab::xmpp
