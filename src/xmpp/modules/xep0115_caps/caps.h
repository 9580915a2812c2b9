// SPDX-License-Identifier: MIT
// Caps (XEP-0115): puts the hash of our own features into the presence we send, so that others
// need not ask. It asks nobody: a room of thousands would be thousands of requests.
#pragma once

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Caps final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_outgoing(xml::Element& stanza) override;

 private:
  Context* context_ = nullptr;
};

}  // namespace confab::xmpp
