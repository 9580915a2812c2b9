// SPDX-License-Identifier: MIT
// See tab_server.h.
#include "unit/chat_tabs/tab_server.h"

#include <algorithm>

#include "base/strings.h"
#include "xml/parse.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::test {
namespace ns = xmpp::ns;
using xml::Element;

namespace {
Element element(const std::string& xml) {
  auto e = xml::parse(xml);
  return e ? *e : Element("broken");
}
}  // namespace

TabServer::TabServer(platform::FakeNetwork& network, platform::Timers& timers,
                     platform::Clock& clock)
    : line(network, timers), clock_(clock) {
  line.on_stanza = [this](const Element& e) { on(e); };
}

std::string TabServer::me() const { return "alice@example.org/" + line.bound_resource; }

void TabServer::on(const Element& e) {
  if (e.name() == "iq") on_iq(e);
  if (e.name() == "presence") on_presence(e);
  if (e.name() == "message") on_message(e);
}

void TabServer::on_iq(const Element& iq) {
  if (iq.attr("type") != "get" && iq.attr("type") != "set") return;
  if (iq.children().empty()) return;
  const Element& what = iq.children().front();
  Element result("iq", ns::kClient);
  result.set_attr("type", "result").set_attr("id", iq.attr("id"));
  if (iq.has_attr("to")) result.set_attr("from", iq.attr("to"));
  if (what.ns() == ns::kMam) {
    ++asked["mam"];
    const bool room = iq.attr("to") == kRoom;
    page(iq, room ? room_ : own_, room ? kRoom : "alice@example.org");
    return;
  }
  if (what.ns() == ns::kRoster) {
    ++asked["roster"];
    Element& query = result.add("query", ns::kRoster);
    for (const char* who : {"bob@example.org", "carol@example.org"})
      query.add("item").set_attr("jid", who).set_attr("subscription", "both");
  } else if (what.ns() == ns::kDiscoInfo) {
    ++asked["disco"];
    Element& query = result.add("query", ns::kDiscoInfo);
    for (const char* f : {ns::kMam, ns::kSid, ns::kMuc}) query.add("feature").set_attr("var", f);
  } else if (what.ns() == ns::kCarbons) {
    ++asked["carbons"];
  } else if (what.ns() == ns::kRegister) {
    line.password = what.child_text("password");
  } else {
    ++asked["other"];
    result = xmpp::make_error(iq, "cancel", "item-not-found");
  }
  line.deliver(std::move(result));
}

void TabServer::occupant(const std::string& who, bool self, bool gone) {
  Element e("presence", ns::kClient);
  e.set_attr("from", kRoom + "/" + who).set_attr("to", me());
  if (gone) e.set_attr("type", "unavailable");
  Element& x = e.add("x", ns::kMucUser);
  x.add("item").set_attr("affiliation", "none").set_attr("role", gone ? "none" : "participant");
  if (self) x.add("status").set_attr("code", "110");
  line.deliver(std::move(e));
}

void TabServer::on_presence(const Element& e) {
  const std::string type(e.attr("type"));
  const auto to = xmpp::Jid::parse(e.attr("to"));
  if (!to) {
    if (!type.empty()) return;
    ++asked["presence"];
    return bob_is("");
  }
  if (to->bare_str() != kRoom) return;
  if (type == "unavailable") {
    flaps.push_back(nick);
    inside = false;
    return occupant(to->resource(), true, true);
  }
  if (e.child("x", ns::kMuc)) ++asked["join"];
  nick = to->resource();
  inside = true;
  occupant("Bob", false, false);
  occupant(nick, true, false);
  line.deliver(element("<message xmlns='jabber:client' type='groupchat' from='" + kRoom +
                       "/Bob' to='" + me() + "'><subject>of it all</subject></message>"));
}

std::string TabServer::keep(std::vector<Archived>& archive, Element message) {
  const std::string id = "a" + std::to_string(++ids_);
  archive.push_back({id, message.to_xml(), clock_.wall_ms()});
  return id;
}

void TabServer::on_message(const Element& e) {
  const std::string body(e.child_text("body", ns::kClient));
  if (e.child("displayed", ns::kMarkers)) ++asked["displayed"];
  if (e.child("received", ns::kReceipts)) ++asked["received"];
  if (body.empty()) return;
  Element copy = e;
  copy.set_attr("to", me());
  if (e.attr("type") == "groupchat") {
    if (!inside) return;
    room_got.push_back(body);
    copy.set_attr("from", kRoom + "/" + nick);
    const std::string id = keep(room_, copy);
    copy.add("stanza-id", ns::kSid).set_attr("id", id).set_attr("by", kRoom);
    return line.deliver(std::move(copy));
  }
  bob_got.push_back(body);
  copy.set_attr("from", me()).set_attr("to", e.attr("to"));
  keep(own_, std::move(copy));
}

void TabServer::bob_says(const std::string& body) {
  Element m("message", ns::kClient);
  m.set_attr("from", "bob@example.org/pda").set_attr("to", me()).set_attr("type", "chat");
  m.set_attr("id", "b" + std::to_string(++ids_));
  m.add("body").set_text(body);
  m.add("request", ns::kReceipts);
  m.add("markable", ns::kMarkers);
  const std::string id = keep(own_, m);
  m.add("stanza-id", ns::kSid).set_attr("id", id).set_attr("by", "alice@example.org");
  line.deliver(std::move(m));
}

void TabServer::room_says(const std::string& body) {
  Element m("message", ns::kClient);
  m.set_attr("from", kRoom + "/Bob").set_attr("to", me()).set_attr("type", "groupchat");
  m.set_attr("id", "r" + std::to_string(++ids_));
  m.add("body").set_text(body);
  const std::string id = keep(room_, m);
  m.add("stanza-id", ns::kSid).set_attr("id", id).set_attr("by", kRoom);
  if (inside) line.deliver(std::move(m));
}

void TabServer::bob_is(const std::string& show) {
  Element e("presence", ns::kClient);
  e.set_attr("from", "bob@example.org/pda").set_attr("to", me());
  if (!show.empty()) e.add("show").set_text(show);
  line.deliver(std::move(e));
}

void TabServer::receipt(const std::string& id) {
  Element m("message", ns::kClient);
  m.set_attr("from", "bob@example.org/pda").set_attr("to", me()).set_attr("id", "rc" + id);
  m.add("received", ns::kReceipts).set_attr("id", id);
  line.deliver(std::move(m));
}

void TabServer::suggests(const std::string& contact) {
  Element m("message", ns::kClient);
  m.set_attr("from", "eve@example.org/pda").set_attr("to", me());
  m.add("x", ns::kRosterX).add("item").set_attr("action", "add").set_attr("jid", contact);
  line.deliver(std::move(m));
}

// RSM, as far as this client asks for it.
void TabServer::page(const Element& iq, const std::vector<Archived>& archive,
                     const std::string& from) {
  const Element* query = iq.child("query", ns::kMam);
  const Element* set = query->child("set", ns::kRsm);
  if (!set) return;
  const std::string with = query->to_xml().find("var=\"with\"") == std::string::npos &&
                                   query->to_xml().find("var='with'") == std::string::npos
                               ? ""
                               : "bob@example.org";
  std::vector<const Archived*> all;
  for (const Archived& a : archive)
    if (with.empty() || a.xml.find(with) != std::string::npos) all.push_back(&a);
  const auto at = [&](std::string_view id) {
    return std::find_if(all.begin(), all.end(), [&](const Archived* a) { return a->id == id; });
  };
  const auto max = std::max(1, xmpp::parse_int(set->child_text("max"), 50));
  auto first = all.begin(), last = all.end();
  bool complete;
  if (const Element* before = set->child("before")) {
    if (!before->text().empty()) last = at(before->text());
    complete = last - first <= max;
    if (!complete) first = last - max;
  } else {
    const std::string after(set->child_text("after"));
    if (!after.empty()) first = at(after) == all.end() ? all.end() : at(after) + 1;
    complete = last - first <= max;
    if (!complete) last = first + max;
  }
  for (auto a = first; a != last; ++a) {
    Element m("message", ns::kClient);
    m.set_attr("from", from).set_attr("to", me());
    Element& result = m.add("result", ns::kMam);
    result.set_attr("id", (*a)->id).set_attr("queryid", query->attr("queryid"));
    Element& forwarded = result.add("forwarded", ns::kForward);
    forwarded.add("delay", ns::kDelay).set_attr("stamp", format_datetime((*a)->ms));
    forwarded.add(element((*a)->xml));
    line.deliver(std::move(m));
  }
  Element result("iq", ns::kClient);
  result.set_attr("type", "result").set_attr("id", iq.attr("id")).set_attr("from", from);
  Element& fin = result.add("fin", ns::kMam);
  if (complete) fin.set_attr("complete", "true");
  Element& rsm = fin.add("set", ns::kRsm);
  if (first != last) {
    rsm.add("first").set_text((*first)->id);
    rsm.add("last").set_text((*(last - 1))->id);
  }
  line.deliver(std::move(result));
}

}  // namespace confab::test
