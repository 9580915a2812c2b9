// SPDX-License-Identifier: MIT
// See router.h.
#include "xmpp/router.h"

#include <set>
#include <utility>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

namespace {
constexpr int64_t kAnswerWithinMs = 20000;
}

Router::Router(Ports ports, std::vector<std::unique_ptr<Module>> modules)
    : ports_(std::move(ports)), requests_(ports_.timers), modules_(std::move(modules)) {
  for (const auto& module : modules_) by_id_[module->info().id] = module.get();
  for (const auto& module : modules_) module->attach(*this);
}

void Router::receive(const xml::Element& stanza) {
  if (stanza.ns() != ns::kClient) return;
  // A sender that is no JID could be mistaken for our own server, which may leave `from` out.
  if (stanza.has_attr("from") && jid_attr(stanza, "from").empty()) return;
  const bool is_iq = stanza.name() == "iq";
  const std::string_view type = stanza.attr("type");
  const bool answer = is_iq && (type == "result" || type == "error");
  if (answer && requests_.settle(stanza, jid())) return;
  if (tap && tap(stanza) == Handled::Yes) return;
  if (answer) return;
  for (const auto& module : modules_)
    if (module->on_stanza(stanza) == Handled::Yes) return;
  if (is_iq && (type == "get" || type == "set")) refuse(stanza);
}

// RFC 6120 8.4: a request is never left without an answer.
void Router::refuse(const xml::Element& request) {
  if (request.attr("id").empty()) return;
  send(make_error(request, "cancel", "service-unavailable"));
}

void Router::on_session(SessionEvent event, bool keep_requests) {
  if (event != SessionEvent::Resumed && !keep_requests) requests_.fail_all("disconnected");
  for (const auto& module : modules_) module->on_session(event);
}

void Router::save(xml::Element& state) const {
  for (const auto& module : modules_) {
    xml::Element part{std::string(module->info().id)};
    module->save(part);
    if (!part.attrs().empty() || !part.children().empty()) state.add(std::move(part));
  }
}

void Router::restore(const xml::Element& state) {
  for (const auto& module : modules_)
    if (const xml::Element* part = state.child(module->info().id)) module->restore(*part);
}

bool Router::send(xml::Element stanza) {
  for (const auto& module : modules_) module->on_outgoing(stanza);
  return ports_.send(std::move(stanza));
}

void Router::iq(xml::Element stanza, const Owner& owner, IqCallback done) {
  const std::string id = new_id();
  stanza.set_attr("id", id);
  requests_.add(id, jid_attr(stanza, "to"), owner, std::move(done), kAnswerWithinMs);
  if (!send(std::move(stanza))) requests_.fail_later(id);
}

std::string Router::new_id() {
  uint8_t bytes[16];
  ports_.crypto.random_bytes(bytes, sizeof bytes);
  return hex_encode({reinterpret_cast<const char*>(bytes), sizeof bytes});
}

Module* Router::module(std::string_view id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<std::string> Router::inline_features() const {
  std::vector<std::string> out;
  for (const auto& module : modules_)
    for (const std::string_view feature : module->info().inline_features) out.emplace_back(feature);
  return out;
}

std::vector<std::string> Router::features() const {
  std::set<std::string> all;
  for (const auto& module : modules_)
    for (const auto feature : module->info().features) all.emplace(feature);
  return {all.begin(), all.end()};
}

}  // namespace confab::xmpp
