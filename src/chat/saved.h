// SPDX-License-Identifier: MIT
// What is kept of a conversation between visits, as a value and as JSON. Written and read by
// keeper*.cpp; made and taken by Store.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "chat/model.h"

namespace confab::chat {

struct SavedConversation {
  Jid jid;
  ConversationKind kind = ConversationKind::Direct;
  std::string name, nick, subject, description;
  int64_t read_ms = 0, last_activity_ms = 0;
  int unread = 0, mentions = 0;
  int first_unread = -1;  // index in messages
  bool history_complete = false;
  std::vector<Message> messages;  // oldest first, the newest ones
};

Json to_json(const SavedConversation& saved);
// Nothing where it is not what we have written.
std::optional<SavedConversation> saved_conversation(const Json& json);

Json to_json(const xmpp::RosterItem& item);
std::optional<xmpp::RosterItem> saved_contact(const Json& json);

inline int bits(const Json& json) { return static_cast<int>(json.as_number()); }  // of flags

}  // namespace confab::chat
