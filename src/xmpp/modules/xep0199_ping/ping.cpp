// SPDX-License-Identifier: MIT
// See ping.h.
#include "xmpp/modules/xep0199_ping/ping.h"

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

ModuleInfo Ping::info() const { return {"ping", {"XEP-0199"}, {ns::kPing}, {}}; }

Handled Ping::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "iq" || stanza.attr("type") != "get" || !stanza.child("ping", ns::kPing))
    return Handled::No;
  context_->send(make_result(stanza));
  return Handled::Yes;
}

}  // namespace confab::xmpp
