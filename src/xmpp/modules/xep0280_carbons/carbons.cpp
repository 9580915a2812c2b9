// SPDX-License-Identifier: MIT
// See carbons.h.
#include "xmpp/modules/xep0280_carbons/carbons.h"

#include <utility>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/rfc6121_messages/messages.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

ModuleInfo Carbons::info() const {
  return {"carbons", {"XEP-0280", "XEP-0297"}, {ns::kCarbons}, {"messages"}, {ns::kCarbons}};
}

void Carbons::on_session(SessionEvent event) {
  // A resumed stream keeps them on; Bind 2 may have switched them on already.
  if (event != SessionEvent::Bound || context_->enabled_inline(ns::kCarbons)) return;
  xml::Element iq = make_iq("set", {});
  iq.add("enable", ns::kCarbons);
  context_->iq(std::move(iq), owner_, [this](const IqResult& result) {
    if (!result)
      context_->log().write(LogLevel::Info, "carbons",
                            "not switched on: " + result.error().condition);
  });
}

Handled Carbons::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "message") return Handled::No;
  const xml::Element* sent = stanza.child("sent", ns::kCarbons);
  const xml::Element* wrapper = sent ? sent : stanza.child("received", ns::kCarbons);
  if (!wrapper) return Handled::No;
  // XEP-0280 11, CVE-2017-5589: from our own bare JID, or it is a forgery and goes no further.
  const Jid& own = context_->jid();
  if (!stanza.has_attr("from") || !from_own_account(stanza, own)) {
    context_->log().write(LogLevel::Warn, "carbons", "dropped a forged carbon");
    return Handled::Yes;
  }
  const xml::Element* forwarded = wrapper->child("forwarded", ns::kForward);
  const xml::Element* message = forwarded ? forwarded->child("message", ns::kClient) : nullptr;
  if (!message || message->attr("type") == "groupchat") return Handled::Yes;
  // What "we" sent must be from us, and what we "received" to us.
  const Jid inner = jid_attr(*message, sent ? "from" : "to");
  if (inner.bare() != own.bare()) return Handled::Yes;
  const xml::Element* delay = forwarded->child("delay", ns::kDelay);
  const auto stamp = delay ? parse_datetime(delay->attr("stamp")) : std::nullopt;
  static_cast<Messages*>(context_->module("messages"))
      ->deliver(*message, MessageVia::Carbon, stamp.value_or(0));
  return Handled::Yes;
}

}  // namespace confab::xmpp
