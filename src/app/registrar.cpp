// SPDX-License-Identifier: MIT
// See registrar.h.
#include "app/registrar.h"

namespace confab::app {

void Registrar::start(xmpp::RegistrationRequest request, xmpp::Registration::Done done) {
  if (running_) return done({"register-busy", {}, {}, {}});
  xmpp::SessionConfig config = session_for(options_, request.jid);
  running_ = std::make_unique<xmpp::Registration>(
      platform_, std::move(config), std::move(request),
      [this, done = std::move(done)](const xmpp::RegistrationResult& result) {
        const auto over = std::move(running_);  // so that `done` may begin another one
        done(result);
      });
  running_->start();
}

}  // namespace confab::app
