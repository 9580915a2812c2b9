// SPDX-License-Identifier: MIT
// Presence (RFC 6121 3 and 4): our availability, that of contacts, and subscription requests.
// Presence of rooms belongs to xep0045_muc, which sees it first.
#pragma once

#include "xmpp/modules/module.h"

namespace confab::xmpp {

class Presence final : public Module {
 public:
  ModuleInfo info() const override;
  void attach(Context& context) override { context_ = &context; }
  void on_session(SessionEvent event) override;
  Handled on_stanza(const xml::Element& stanza) override;

  void announce(Show show, const std::string& status, int priority);  // remembered for next time
  void subscription(const Jid& to, const std::string& type);

 private:
  Context* context_ = nullptr;
  Show show_ = Show::Online;
  std::string status_;
  int priority_ = 0;
};

}  // namespace confab::xmpp
