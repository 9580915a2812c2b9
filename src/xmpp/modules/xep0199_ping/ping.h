// SPDX-License-Identifier: MIT
// Ping (XEP-0199): answers pings. Those that keep our own stream alive are the Session's.
#pragma once

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Ping final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  Handled on_stanza(const xml::Element& stanza) override;

 private:
  Context* context_ = nullptr;
};

}  // namespace confab::xmpp
