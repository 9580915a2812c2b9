// SPDX-License-Identifier: MIT
// KeptLogin: what lets a visitor come back without typing a password: the server's own token
// (XEP-0484) or, where the site wants it, sealed SCRAM keys. Never a password. It is kept through
// platform::Storage, so not before the visitor agreed, and gone after logging out.
#pragma once

#include <string>

#include "base/json.h"
#include "platform/crypto.h"
#include "platform/storage.h"
#include "xmpp/stream/session.h"

namespace confab::app {

class KeptLogin {
 public:
  struct Options {
    bool keepalive = true;
    bool reuse_scram_keys = false;
  };
  KeptLogin(xmpp::Session& session, platform::Storage& storage, platform::Crypto& crypto,
            Options options);

  // Calls `done` once what is kept can be used: later where keys have to be unsealed.
  void load(Function<void()> done);
  // Who may come back without a password; empty: nobody.
  const xmpp::Jid& account() const { return account_; }

 private:
  bool read();
  void fill(xmpp::SessionConfig& config);
  void take_over();
  void save();
  void forget();
  bool valid() const { return !fast_.empty() || !keys_.client_key.empty(); }

  platform::Storage& storage_;
  platform::Crypto& crypto_;
  Options options_;
  xmpp::Jid account_, current_;  // whose things are kept; who is logging in
  xmpp::FastToken fast_;
  xmpp::ScramKeys keys_;
  std::string sealed_, agent_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
  std::vector<Connection> listeners_;
};

}  // namespace confab::app
