// SPDX-License-Identifier: MIT
// IqTracker: requests we sent and whose answers we wait for. An answer counts only when it comes
// from whom the request went to (RFC 6120 8.2.3; a guessed id alone must not be enough).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/clock.h"
#include "xmpp/modules/module.h"

namespace confab::xmpp {

class IqTracker {
 public:
  explicit IqTracker(platform::Timers& timers) : timers_(timers) {}
  ~IqTracker();
  IqTracker(const IqTracker&) = delete;
  IqTracker& operator=(const IqTracker&) = delete;

  // `to` empty: our own account. After `timeout_ms` the answer is the error "timeout".
  void add(const std::string& id, const Jid& to, const Owner& owner, IqCallback done,
           int64_t timeout_ms);
  // Fails that one soon, never from inside this call: it could not be sent.
  void fail_later(const std::string& id);
  // True: it was the awaited answer and has been handed on.
  bool settle(const xml::Element& iq, const Jid& own);
  void fail_all(std::string_view condition);
  size_t size() const { return pending_.size(); }

 private:
  struct Pending {
    Jid to;
    std::weak_ptr<char> owner;
    IqCallback done;
    platform::TimerId timer = 0;
  };
  void fail(const std::string& id, std::string_view condition);

  platform::Timers& timers_;
  std::unordered_map<std::string, Pending> pending_;
};

}  // namespace confab::xmpp
