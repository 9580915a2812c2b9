// SPDX-License-Identifier: MIT
// See presence.h.
#include "xmpp/modules/rfc6121_presence/presence.h"

#include <algorithm>
#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"

namespace confab::xmpp {

namespace {
bool is_subscription(std::string_view type) {
  return type == "subscribe" || type == "subscribed" || type == "unsubscribe" ||
         type == "unsubscribed";
}
}  // namespace

ModuleInfo Presence::info() const { return {"presence", {"RFC 6121"}, {}, {}}; }

void Presence::on_session(SessionEvent event) {
  // The initial presence (4.2) makes the server send what waited for us, so it goes out after the
  // requests of the modules before this one in the list.
  if (event == SessionEvent::Bound && show_ != Show::Offline)
    context_->send(make_presence(show_, status_, priority_, {}));
}

void Presence::announce(Show show, const std::string& status, int priority) {
  show_ = show;
  status_ = status;
  priority_ = std::clamp(priority, -128, 127);
  context_->send(make_presence(show_, status_, priority_, {}));  // not taken: sent when bound
  if (auto* muc = static_cast<Muc*>(context_->module("muc"))) muc->broadcast(show, status);
}

void Presence::subscription(const Jid& to, const std::string& type) {
  if (!is_subscription(type) || to.empty()) return;
  xml::Element presence("presence", ns::kClient);
  presence.set_attr("to", to.bare_str()).set_attr("type", type);
  presence.set_attr("id", context_->new_id());
  context_->send(std::move(presence));
}

Handled Presence::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "presence") return Handled::No;
  Jid from = jid_attr(stanza, "from");
  if (from.empty()) from = context_->jid().bare();
  const std::string type(stanza.attr("type"));
  const std::string status(stanza.child_text("status", ns::kClient));
  if (type.empty() || type == "unavailable") {
    const int priority = parse_int(stanza.child_text("priority", ns::kClient), 0);
    context_->emit(
        PresenceEvent{from, parse_show(stanza), status, std::clamp(priority, -128, 127)});
  } else if (is_subscription(type)) {
    const auto nick = stanza.child_text("nick", ns::kNick);
    context_->emit(SubscriptionEvent{from.bare(), type, std::string(nick), status});
  }
  return Handled::Yes;
}

}  // namespace confab::xmpp
