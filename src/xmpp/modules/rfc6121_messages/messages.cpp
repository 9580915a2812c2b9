// SPDX-License-Identifier: MIT
// See messages.h.
#include "xmpp/modules/rfc6121_messages/messages.h"

#include <algorithm>
#include <utility>

#include "xmpp/core/ns.h"
#include "xmpp/modules/rfc6121_messages/message_codec.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0030_disco/disco.h"
#include "xmpp/modules/xep0045_muc/muc.h"

namespace confab::xmpp {

ModuleInfo Messages::info() const {
  return {"messages",
          {"XEP-0085", "XEP-0184", "XEP-0203", "XEP-0308", "XEP-0333", "XEP-0334", "XEP-0359"},
          {ns::kChatStates, ns::kReceipts, ns::kCorrect, ns::kMarkers, ns::kSid},
          {}};
}

Handled Messages::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "message") return Handled::No;
  deliver(stanza, MessageVia::Live, 0);
  return Handled::Yes;
}

void Messages::deliver(const xml::Element& message, MessageVia via, int64_t stamp_ms) {
  if (message.attr("type") == "error") {
    auto error = stanza_error(message);
    context_->emit(
        MessageErrorEvent{jid_attr(message, "from"), std::string(message.attr("id")),
                          error ? std::move(*error) : StanzaError{"undefined-condition"}});
    return;
  }
  const MessageEvent event = decode(message, via, stamp_ms);
  if (!event.body.empty()) {
    context_->emit(event);
  } else if (!event.outgoing && event.state != ChatState::None && !event.delayed) {
    context_->emit(ChatStateEvent{event.from, event.state, event.groupchat});
  }
  if (event.outgoing) return;
  if (auto receipt = decode_receipt(message)) {
    receipt->from = event.from;
    context_->emit(*receipt);
  }
}

MessageEvent Messages::decode(const xml::Element& message, MessageVia via, int64_t stamp_ms) const {
  const Jid& own = context_->jid();
  MessageEvent event = decode_message(message, own);
  event.via = via;
  const int64_t now = context_->clock().wall_ms();
  if (stamp_ms == 0) {
    // In a room only the room may say that a message is old; elsewhere our server or the sender,
    // and nobody may put a message into the future.
    stamp_ms = delay_stamp(message, event.from.bare(), event.groupchat ? event.from.bare() : own);
    event.delayed = stamp_ms != 0;
    event.by_our_clock = event.delayed && (stamp_ms > now || message.child("told", ns::kTabs));
    stamp_ms = std::min(stamp_ms, now);
    if (event.delayed && event.groupchat && via == MessageVia::Live)
      event.via = MessageVia::MucHistory;
  } else {
    event.delayed = via == MessageVia::Archive;
  }
  event.stamp_ms = stamp_ms != 0 ? stamp_ms : now;
  if (!event.groupchat) {
    place_direct(message, event);
  } else if (const auto* muc = static_cast<Muc*>(context_->module("muc"))) {
    muc->attribute(message, event);
  }
  return event;
}

void Messages::place_direct(const xml::Element& message, MessageEvent& event) const {
  const Jid& own = context_->jid();
  event.outgoing = event.from.bare() == own.bare();
  const Jid& peer = event.outgoing ? event.to : event.from;
  const auto* muc = static_cast<Muc*>(context_->module("muc"));
  event.muc_private =
      !peer.is_bare() &&
      ((muc && muc->knows(peer.bare())) ||
       (event.via != MessageVia::Live && message.child("x", ns::kMucUser) != nullptr));
  // XEP-0359 6: believed only from an account whose server says that it gives such ids.
  const auto* disco = static_cast<Disco*>(context_->module("disco"));
  if (disco && (disco->account_has(ns::kSid) || disco->account_has(ns::kMam)))
    event.stanza_id = decode_stanza_id(message, own.bare());
}

bool Messages::send(const OutgoingMessage& message) {
  return context_->send(encode_message(message));
}

void Messages::send_chat_state(const Jid& to, bool groupchat, ChatState state) {
  if (state == ChatState::None || !context_->online()) return;
  xml::Element message = make_message(groupchat ? "groupchat" : "chat", to, context_->new_id());
  message.add(chat_state_name(state), ns::kChatStates);
  message.add("no-store", ns::kHints);
  context_->send(std::move(message));
}

void Messages::send_receipt(const Jid& to, const std::string& id, bool displayed, bool groupchat) {
  if (id.empty()) return;
  xml::Element message = make_message(groupchat ? "groupchat" : "chat", to, context_->new_id());
  message.add(displayed ? "displayed" : "received", displayed ? ns::kMarkers : ns::kReceipts)
      .set_attr("id", id);
  message.add("store", ns::kHints);
  context_->send(std::move(message));
}

}  // namespace confab::xmpp
