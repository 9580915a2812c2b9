// SPDX-License-Identifier: MIT
// See disco.h.
#include "xmpp/modules/xep0030_disco/disco.h"

#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0115_caps/caps.h"

namespace confab::xmpp {

ModuleInfo Disco::info() const {
  return {"disco", {"XEP-0030"}, {ns::kDiscoInfo, ns::kDiscoItems}, {}};
}

void Disco::attach(Context& context) { context_ = &context; }

void Disco::set_client(std::string name, std::string caps_node) {
  name_ = std::move(name);
  caps_node_ = std::move(caps_node);
  ver_.clear();
}

void Disco::on_session(SessionEvent event) {
  if (event != SessionEvent::Bound) return;
  account_.clear();
  server_.clear();
  const auto keep = [](std::unordered_set<std::string>& into) {
    return [&into](const xml::Element* query, std::string_view) {
      if (!query) return;
      for (const xml::Element& child : query->children())
        if (child.name() == "feature") into.emplace(child.attr("var"));
    };
  };
  ask_info(context_->jid().bare(), owner_, keep(account_));
  ask_info(Jid({}, context_->jid().domain(), {}), owner_, keep(server_));
}

void Disco::save(xml::Element& state) const {
  for (const auto* features : {&account_, &server_})
    for (const std::string& feature : *features)
      state.add(features == &account_ ? "account" : "server").set_attr("var", feature);
}

void Disco::restore(const xml::Element& state) {
  for (const xml::Element& child : state.children())
    (child.name() == "account" ? account_ : server_).emplace(child.attr("var"));
}

bool Disco::account_has(std::string_view feature) const {
  return account_.count(std::string(feature)) > 0;
}
bool Disco::server_has(std::string_view feature) const {
  return server_.count(std::string(feature)) > 0;
}

xml::Element Disco::own_info() const {
  xml::Element query("query", ns::kDiscoInfo);
  query.add("identity")
      .set_attr("category", "client")
      .set_attr("type", "web")
      .set_attr("name", name_);
  for (const std::string& feature : context_->features())
    query.add("feature").set_attr("var", feature);
  return query;
}

std::string Disco::caps_ver() const {
  bool sound = false;
  if (ver_.empty()) ver_ = xmpp::caps_ver(own_info(), sound);
  return ver_;
}

Handled Disco::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "iq" || stanza.attr("type") != "get") return Handled::No;
  const xml::Element* items = stanza.child("query", ns::kDiscoItems);
  const xml::Element* query = items ? items : stanza.child("query", ns::kDiscoInfo);
  if (!query) return Handled::No;
  const std::string node(query->attr("node"));
  const bool known = node.empty() || (!items && node == caps_node_ + "#" + caps_ver());
  if (!known) {
    context_->send(make_error(stanza, "cancel", "item-not-found"));
    return Handled::Yes;
  }
  xml::Element answer = items ? xml::Element("query", ns::kDiscoItems) : own_info();
  if (!node.empty()) answer.set_attr("node", node);
  xml::Element result = make_result(stanza);
  result.add(std::move(answer));
  context_->send(std::move(result));
  return Handled::Yes;
}

void Disco::ask_info(const Jid& whom, const Owner& owner, Answer answer) {
  auto* caps = static_cast<Caps*>(context_->module("caps"));
  if (const auto known = caps ? caps->known(whom) : std::nullopt) return answer(&*known, {});
  xml::Element iq = make_iq("get", whom);
  iq.add("query", ns::kDiscoInfo);
  context_->iq(std::move(iq), owner,
               [whom, caps, answer = std::move(answer)](const IqResult& result) {
                 if (!result) return answer(nullptr, result.error().condition);
                 const xml::Element* query = result->child("query", ns::kDiscoInfo);
                 if (caps && query) caps->answered(whom, *query);
                 answer(query, {});
               });
}

bool has_feature(const xml::Element& query, std::string_view feature) {
  for (const xml::Element& child : query.children())
    if (child.name() == "feature" && child.attr("var") == feature) return true;
  return false;
}

std::string form_value(const xml::Element& query, std::string_view name) {
  for (const xml::Element& form : query.children()) {
    if (!form.is("x", ns::kDataForms)) continue;
    for (const xml::Element& field : form.children())
      if (field.name() == "field" && field.attr("var") == name)
        return std::string(field.child_text("value"));
  }
  return {};
}

}  // namespace confab::xmpp
