// SPDX-License-Identifier: MIT
// SiteLogin: signing in with what the site's server gives out (credentials_url, token_url,
// prebind_url). The page fetches it (embed/site/credentials.js); here it is decided when it is
// asked for, and what its refusal means. Knows no server and no pixels.
#pragma once

#include "base/function.h"
#include "base/json.h"
#include "platform/clock.h"
#include "platform/host.h"
#include "xmpp/stream/backoff.h"
#include "xmpp/stream/session.h"

namespace confab::app {

class SiteLogin final : public xmpp::CredentialSource {
 public:
  // log_in: with an address and a secret; failed: there is nothing to log in with, and why.
  struct Actions {
    Function<void(xmpp::SessionConfig)> log_in;
    Function<void(const xmpp::StreamFailure&)> failed;
  };
  SiteLogin(platform::Host& host, platform::Timers& timers, Actions actions);
  ~SiteLogin() override;

  void configure(const xmpp::SessionConfig& config) { config_ = config; }

  void begin();      // asks, then logs in; tries again while the site cannot be reached
  void retry_now();  // only when it is between two tries
  void forget();     // somebody else signs in, or nobody
  void answer(const Json& args);  // {jid, password | token}, {jid, sid, rid}, {code, text}

  void ask(bool refused, Function<void(const xmpp::Credentials&)> done) override;

 private:
  void ask_first();
  void first(const xmpp::Credentials& credentials);

  platform::Host& host_;
  platform::Timers& timers_;
  Actions actions_;
  xmpp::SessionConfig config_;
  Function<void(const xmpp::Credentials&)> waiting_;  // for the answer
  xmpp::Jid account_;                                 // who is signed in
  xmpp::Backoff backoff_{1000, 60000, 0};
  platform::TimerId retry_ = 0;
};

}  // namespace confab::app
