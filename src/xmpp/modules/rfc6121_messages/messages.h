// SPDX-License-Identifier: MIT
// Messages (RFC 6121 5): what people write, chat states, receipts, markers and bounces, live or
// handed in by carbons and archives. Who wrote a room message is the room's business (xep0045_muc).
#pragma once

#include "xmpp/client.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Messages final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  Handled on_stanza(const xml::Element& stanza) override;

  bool send(const OutgoingMessage& message);
  void send_chat_state(const Jid& to, bool groupchat, ChatState state);
  void send_receipt(const Jid& to, const std::string& id, bool displayed, bool groupchat);

  // A message whose way here has been checked by the caller. `stamp_ms` 0: by its own delay.
  void deliver(const xml::Element& message, MessageVia via, int64_t stamp_ms);
  // The same message as a value, for pages of an archive; nothing is emitted.
  MessageEvent decode(const xml::Element& message, MessageVia via, int64_t stamp_ms) const;

 private:
  void place_direct(const xml::Element& message, MessageEvent& event) const;

  Context* context_ = nullptr;
};

}  // namespace confab::xmpp
