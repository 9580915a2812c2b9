// SPDX-License-Identifier: MIT
// Outbox: own messages until somebody who keeps them has them: our server for chats, the room for
// rooms. Keeps order and what is known of each; decides nothing.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "base/function.h"
#include "chat/model.h"

namespace confab::chat {

struct Outgoing {
  MessageKey key = 0;
  Jid jid;  // the conversation
  ConversationKind kind = ConversationKind::Direct;
  std::string id, body;
  Function<void(const std::string& error)> done = {};
  bool taken = false;       // handed to the present session
  bool tried = false;       // an earlier session may have delivered it: look before sending again
  bool acked = false;       // our server has it, the room has not shown it yet
  int bounces = 0;          // the room said so often that we are not in it
  bool unproven = false;    // the server has died since: that it is in our archive says nothing
  int64_t taken_at_ms = 0;  // monotonic; of one that was confirmed lately: when it was
  std::optional<std::string> since = {};  // how far the archive was known when it was written
  std::string failure = {};               // of a finished one; empty: it arrived
  uint64_t finished = 0;                  // counts those that are, from 1
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
  // The same, and it is remembered until the server is seen to be alive a while later.
  void confirm(const std::string& id, int64_t now_ms);
  const std::deque<Outgoing>& lately() const { return lately_; }
  void push_lately(Outgoing message) { lately_.push_back(std::move(message)); }
  void passed_on(int64_t until_ms);  // what was confirmed by then
  void put_back(Outgoing message) { items_.push_front(std::move(message)); }
  // What was handed over may or may not have arrived. `died`: the server has forgotten everything.
  void session_lost(bool died = false);
  // Those that left while `remember` was on, until `forget`: who writes things down may have
  // written neither that they were said nor what became of them.
  const std::deque<Outgoing>& finished() const { return finished_; }
  uint64_t last_finished() const { return last_finished_; }
  void remember(bool on);
  void push_finished(Outgoing message);
  void forget(uint64_t up_to);
  Function<void()> on_change;

 private:
  std::deque<Outgoing> items_, finished_, lately_;
  uint64_t last_finished_ = 0;
  bool remember_ = false;
};

}  // namespace confab::chat
