// SPDX-License-Identifier: MIT
// Events: turns the Store's changes and the Session's states into the contract's events
// (section 4). Only says what happened; changes nothing.
#pragma once

#include <string>

#include "base/json.h"
#include "chat/store.h"
#include "platform/host.h"
#include "xmpp/client.h"

namespace confab::app {

Json message_json(const chat::Conversation& conversation, const chat::Message& message);
Json conversation_json(const chat::Conversation& conversation);

class Events {
 public:
  Events(platform::Host& host, const chat::Store& store) : host_(host), store_(store) {}
  void change(const chat::Change& change);
  // `logged_out`: for good, where the state is Closed.
  void state(xmpp::SessionState state, const xmpp::StreamFailure& failure, const xmpp::Jid& jid,
             bool logged_out);
  void session(xmpp::SessionEvent event, const xmpp::Jid& jid);
  void request(const chat::Request& request);
  void error(std::string_view code, std::string_view message);

 private:
  void emit(std::string_view name, const Json& detail) { host_.emit(name, detail.dump()); }
  void suggestion(const chat::Request& request, bool followed);
  void message(std::string_view name, const chat::Change& change);

  platform::Host& host_;
  const chat::Store& store_;
  int unread_ = 0;
  bool was_online_ = false;
  xmpp::SessionState last_ = xmpp::SessionState::Idle;
};

}  // namespace confab::app
