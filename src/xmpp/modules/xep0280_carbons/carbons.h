// SPDX-License-Identifier: MIT
// Carbons (XEP-0280): copies of what our other clients send and receive.
#pragma once

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Carbons final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;

 private:
  Context* context_ = nullptr;
  Owner owner_ = make_owner();
};

}  // namespace confab::xmpp
