// SPDX-License-Identifier: MIT
// See message_codec.h.
#include "xmpp/modules/rfc6121_messages/message_codec.h"

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

MessageEvent decode_message(const xml::Element& message, const Jid& own) {
  MessageEvent e;
  e.from = jid_attr(message, "from");
  e.to = jid_attr(message, "to");
  if (e.from.empty()) e.from = own.bare();
  if (e.to.empty()) e.to = own;
  e.groupchat = message.attr("type") == "groupchat";
  e.id = message.attr("id");
  e.lang = message.attr("xml:lang");
  // One pass: a flood must not search the children once for every extension.
  for (const xml::Element& child : message.children()) {
    const std::string& ns = child.ns();
    const std::string& name = child.name();
    if (ns == ns::kClient) {
      if (name == "body" && e.body.empty()) {
        e.body = child.text();
        if (child.has_attr("xml:lang")) e.lang = child.attr("xml:lang");
      } else if (name == "thread") {
        e.thread = child.text();
      }
    } else if (ns == ns::kSid) {
      if (name == "origin-id") e.origin_id = child.attr("id");
    } else if (ns == ns::kReceipts) {
      if (name == "request") e.receipt_requested = !e.groupchat && !e.id.empty();
    } else if (ns == ns::kMarkers) {
      if (name == "markable") e.markable = true;
    } else if (ns == ns::kCorrect) {
      if (name == "replace") e.replaces_id = child.attr("id");
    }
  }
  e.state = decode_chat_state(message);
  return e;
}

ChatState decode_chat_state(const xml::Element& message) {
  for (const xml::Element& child : message.children()) {
    if (child.ns() != ns::kChatStates) continue;
    for (const ChatState state : {ChatState::Active, ChatState::Composing, ChatState::Paused,
                                  ChatState::Inactive, ChatState::Gone})
      if (child.name() == chat_state_name(state)) return state;
  }
  return ChatState::None;
}

const char* chat_state_name(ChatState state) {
  switch (state) {
    case ChatState::None: return "";
    case ChatState::Active: return "active";
    case ChatState::Composing: return "composing";
    case ChatState::Paused: return "paused";
    case ChatState::Inactive: return "inactive";
    case ChatState::Gone: return "gone";
  }
  return "";
}

std::optional<ReceiptEvent> decode_receipt(const xml::Element& message) {
  for (const xml::Element& child : message.children()) {
    const bool marker = child.ns() == ns::kMarkers;
    if (!marker && child.ns() != ns::kReceipts) continue;
    const bool displayed = marker && child.name() == "displayed";
    if ((!displayed && child.name() != "received") || child.attr("id").empty()) continue;
    return ReceiptEvent{jid_attr(message, "from"), std::string(child.attr("id")), displayed};
  }
  return std::nullopt;
}

std::string decode_stanza_id(const xml::Element& message, const Jid& archive) {
  for (const xml::Element& child : message.children())
    if (child.is("stanza-id", ns::kSid) && jid_attr(child, "by") == archive)
      return std::string(child.attr("id"));
  return {};
}

xml::Element encode_message(const OutgoingMessage& m) {
  xml::Element message = make_message(m.groupchat ? "groupchat" : "chat", m.to, m.id);
  if (!m.lang.empty()) message.set_attr("xml:lang", m.lang);
  message.add("body").set_text(m.body);
  add_text(message, "thread", m.thread);
  message.add("origin-id", ns::kSid).set_attr("id", m.id);
  if (!m.replaces_id.empty()) message.add("replace", ns::kCorrect).set_attr("id", m.replaces_id);
  if (m.muc_private) message.add("x", ns::kMucUser);  // XEP-0045 7.5
  if (!m.groupchat) {
    message.add("active", ns::kChatStates);
    // XEP-0184 5.3: no receipts in rooms.
    if (m.request_receipt) message.add("request", ns::kReceipts);
  }
  if (m.markable) message.add("markable", ns::kMarkers);
  return message;
}

}  // namespace confab::xmpp
