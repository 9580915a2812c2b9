// SPDX-License-Identifier: MIT
// The API's raw stanzas, for developers who extend the chat.
#include "app/api.h"
#include "xml/parse.h"

namespace confab::app {

namespace {

// A stanza a page may send: well-formed, a message, presence or iq of jabber:client.
std::optional<xml::Element> stanza(const Json& args) {
  auto parsed = xml::parse(args["xml"].as_string());
  if (!parsed) return std::nullopt;
  xml::Element element = std::move(*parsed);
  if (element.ns().empty()) element.set_ns("jabber:client");
  const auto& name = element.name();
  if (element.ns() != "jabber:client") return std::nullopt;
  if (name != "message" && name != "presence" && name != "iq") return std::nullopt;
  return element;
}

constexpr char kBadStanza[] = "xml must be one message, presence or iq element.";

}  // namespace

void Api::xmpp_send(uint32_t id, const Json& args) {
  auto element = stanza(args);
  if (!element) return fail(id, "bad-stanza", kBadStanza);
  if (!p_.client.context().send(std::move(*element)))
    return fail(id, "offline", "There is no connection to send it on.");
  done(id);
}

void Api::xmpp_send_iq(uint32_t id, const Json& args) {
  auto element = stanza(args);
  if (!element || element->name() != "iq") return fail(id, "bad-stanza", kBadStanza);
  p_.client.context().iq(std::move(*element), owner_, [this, id](const xmpp::IqResult& result) {
    if (result) return reply(id, Json(result->to_xml()));
    fail(id, result.error().condition, result.error().text);
  });
}

void Api::xmpp_on(uint32_t id, const Json& args) {
  constexpr size_t kMaxTaps = 256;
  if (taps_.size() >= kMaxTaps) return fail(id, "too-many-handlers", "256 handlers are the limit.");
  taps_.push_back({static_cast<uint32_t>(args["handler"].as_number()), args["ns"].as_string(),
                   args["name"].as_string(), args["type"].as_string()});
  done(id);
}

void Api::xmpp_off(uint32_t id, const Json& args) {
  const auto handler = static_cast<uint32_t>(args["handler"].as_number());
  std::erase_if(taps_, [handler](const Tap& tap) { return tap.handler == handler; });
  done(id);
}

void Api::tap(const xml::Element& element) {
  for (const Tap& tap : taps_) {
    if (!tap.name.empty() && tap.name != element.name()) continue;
    if (!tap.type.empty() && tap.type != element.attr("type")) continue;
    bool matches = tap.ns.empty() || tap.ns == element.ns();
    for (const auto& child : element.children()) matches = matches || child.ns() == tap.ns;
    if (!matches) continue;
    Json detail = Json::object();
    detail.set("handler", tap.handler).set("xml", element.to_xml());
    p_.host.emit("xmpp:stanza", detail.dump());
  }
}

}  // namespace confab::app
