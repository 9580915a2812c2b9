// SPDX-License-Identifier: MIT
// Outbox: own messages until somebody who keeps them has them: our server for chats, the room for
// rooms. Keeps order and what is known of each; decides nothing.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "chat/model.h"

namespace confab::chat {

struct Outgoing {
  MessageKey key = 0;
  Jid jid;  // the conversation
  ConversationKind kind = ConversationKind::Direct;
  std::string id, body;
  std::function<void(const std::string& error)> done = {};
  bool taken = false;       // handed to the present session
  bool tried = false;       // an earlier session may have delivered it: look before sending again
  bool acked = false;       // our server has it, the room has not shown it yet
  bool bounced = false;     // the room said once that we are not in it
  int64_t taken_at_ms = 0;  // monotonic
};

class Outbox {
 public:
  void push(Outgoing message) {
    items_.push_back(std::move(message));
    if (on_change) on_change();
  }
  std::deque<Outgoing>& items() { return items_; }
  size_t size() const { return items_.size(); }
  Outgoing* find(const std::string& id);
  Outgoing* find(const Jid& jid, MessageKey key);
  // Takes it out and reports "" or why it failed. Unknown ids are fine.
  void finish(const std::string& id, const std::string& error);
  void session_lost();  // what was handed over may or may not have arrived
  std::function<void()> on_change;

 private:
  std::deque<Outgoing> items_;
};

}  // namespace confab::chat
