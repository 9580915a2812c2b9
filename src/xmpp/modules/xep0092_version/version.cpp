// SPDX-License-Identifier: MIT
// See version.h.
#include "xmpp/modules/xep0092_version/version.h"

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {

ModuleInfo Version::info() const { return {"version", {"XEP-0092"}, {ns::kVersion}, {}}; }

Handled Version::on_stanza(const xml::Element& stanza) {
  if (stanza.name() != "iq" || stanza.attr("type") != "get" || !stanza.child("query", ns::kVersion))
    return Handled::No;
  xml::Element result = make_result(stanza);
  xml::Element& query = result.add("query", ns::kVersion);
  query.add("name").set_text(name_);
  query.add("version").set_text(version_);
  context_->send(std::move(result));
  return Handled::Yes;
}

}  // namespace confab::xmpp
