// SPDX-License-Identifier: MIT
// ChatStateSender: our own typing notifications (XEP-0085): composing once, paused after five
// seconds without a change, active when the text is gone. Whether they are wanted, the owner says.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/function.h"
#include "platform/clock.h"
#include "xmpp/core/events.h"
#include "xmpp/core/jid.h"

namespace confab::chat {

class ChatStateSender {
 public:
  using Send = Function<void(const xmpp::Jid&, xmpp::ChatState)>;
  ChatStateSender(platform::Timers& timers, Send send) : timers_(timers), send_(std::move(send)) {}
  ~ChatStateSender() { reset(); }

  void typing(const xmpp::Jid& jid, bool composing);
  void message_sent(const xmpp::Jid& jid);  // which says "active" by itself
  void reset();                             // the stream is gone, and nobody remembers

 private:
  struct Chat {
    xmpp::ChatState said = xmpp::ChatState::Active;
    platform::TimerId timer = 0;
  };
  void say(const xmpp::Jid& jid, Chat& chat, xmpp::ChatState state);
  platform::Timers& timers_;
  Send send_;
  std::unordered_map<xmpp::Jid, Chat> chats_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace confab::chat
