// SPDX-License-Identifier: MIT
// RosterExchange (XEP-0144): what others would like our contact list to be, by message or request.
// Says what was suggested and by whom; whether it is followed is decided where trust is known.
#pragma once

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class RosterExchange final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  Handled on_stanza(const xml::Element& stanza) override;

 private:
  Context* context_ = nullptr;
};

}  // namespace confab::xmpp
