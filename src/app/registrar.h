// SPDX-License-Identifier: MIT
// Registrar: one new account at a time, for the form and for the API's register().
#pragma once

#include "app/options.h"
#include "xmpp/stream/registration.h"

namespace confab::app {

class Registrar {
 public:
  Registrar(xmpp::Session::Platform platform, const AppOptions& options)
      : platform_(platform), options_(options) {}
  // `done` comes once, later, unless this dies before. register-busy: another one is under way.
  void start(xmpp::RegistrationRequest request, xmpp::Registration::Done done);

 private:
  xmpp::Session::Platform platform_;
  const AppOptions& options_;
  std::unique_ptr<xmpp::Registration> running_;
};

}  // namespace confab::app
