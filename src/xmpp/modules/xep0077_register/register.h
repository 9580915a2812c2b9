// SPDX-License-Identifier: MIT
// Register (XEP-0077), the half for those who have an account: a new password, and the end of the
// account. Making one needs a stream before signing in: stream/registration.h.
#pragma once

#include "xmpp/client.h"

namespace confab::xmpp {

class Register final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void change_password(const std::string& password, Done done);
  void cancel(Done done);

 private:
  void ask(xml::Element query, Done done);

  Context* context_ = nullptr;
  Owner owner_ = make_owner();
};

}  // namespace confab::xmpp
