// SPDX-License-Identifier: MIT
// ChatStateSender.
#include "chat/chat_state_sender.h"

namespace confab::chat {
namespace {

using xmpp::ChatState;

constexpr int64_t kPauseMs = 5000;

}  // namespace

void ChatStateSender::say(const xmpp::Jid& jid, Chat& chat, ChatState state) {
  if (chat.said == state) return;
  chat.said = state;
  send_(jid, state);
}

void ChatStateSender::typing(const xmpp::Jid& jid, bool composing) {
  Chat& chat = chats_[jid];
  timers_.cancel(chat.timer);
  chat.timer = 0;
  if (!composing) return say(jid, chat, ChatState::Active);
  chat.timer = timers_.after(kPauseMs, [this, jid, alive = std::weak_ptr<char>(alive_)] {
    if (alive.expired()) return;
    const auto it = chats_.find(jid);
    if (it == chats_.end()) return;
    it->second.timer = 0;
    say(jid, it->second, ChatState::Paused);
  });
  say(jid, chat, ChatState::Composing);
}

void ChatStateSender::message_sent(const xmpp::Jid& jid) {
  const auto it = chats_.find(jid);
  if (it == chats_.end()) return;
  timers_.cancel(it->second.timer);
  chats_.erase(it);
}

void ChatStateSender::reset() {
  for (auto& [jid, chat] : chats_) timers_.cancel(chat.timer);
  chats_.clear();
}

}  // namespace confab::chat
