// SPDX-License-Identifier: MIT
// Between <message/> and plain values: RFC 6121 5, and the small extensions every chat message may
// carry (XEP-0085, 0184, 0203, 0308, 0333, 0334, 0359). Decides nothing about whom to believe.
#pragma once

#include <optional>

#include "xml/element.h"
#include "xmpp/client.h"
#include "xmpp/core/events.h"

namespace confab::xmpp {

// The fields that depend on the stanza alone: not outgoing, stanza_id, occupant_id, real_jid,
// stamp. `own` stands in for a missing `from` or `to`.
MessageEvent decode_message(const xml::Element& message, const Jid& own);
ChatState decode_chat_state(const xml::Element& message);
// XEP-0184 <received/>, XEP-0333 <received/> or <displayed/>.
std::optional<ReceiptEvent> decode_receipt(const xml::Element& message);
// XEP-0359: the id that `archive` (a bare JID) gave the stanza; "" when it gave none.
std::string decode_stanza_id(const xml::Element& message, const Jid& archive);

xml::Element encode_message(const OutgoingMessage& message);
const char* chat_state_name(ChatState state);  // "" for None

}  // namespace confab::xmpp
