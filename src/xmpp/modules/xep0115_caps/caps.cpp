// SPDX-License-Identifier: MIT
// See caps.h.
#include "xmpp/modules/xep0115_caps/caps.h"

#include "xmpp/core/ns.h"
#include "xmpp/modules/xep0030_disco/disco.h"

namespace confab::xmpp {

ModuleInfo Caps::info() const { return {"caps", {"XEP-0115"}, {ns::kCaps}, {"disco"}}; }

void Caps::on_outgoing(xml::Element& stanza) {
  if (stanza.name() != "presence" || stanza.has_attr("type") || stanza.child("c", ns::kCaps))
    return;
  const auto* disco = static_cast<Disco*>(context_->module("disco"));
  stanza.add("c", ns::kCaps)
      .set_attr("hash", "sha-1")
      .set_attr("node", disco->caps_node())
      .set_attr("ver", disco->caps_ver());
}

}  // namespace confab::xmpp
