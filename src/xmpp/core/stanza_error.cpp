// SPDX-License-Identifier: MIT
// Reading <error/>. Writing one is the business of whoever answers.
#include "xmpp/core/stanza_error.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {

std::optional<StanzaError> stanza_error(const xml::Element& stanza) {
  const xml::Element* error = stanza.child("error", stanza.ns());
  if (!error) return std::nullopt;
  StanzaError out;
  out.type = std::string(error->attr("type"));
  for (const auto& child : error->children()) {
    if (child.ns() == ns::kStanzaErrors) {
      if (child.name() == "text")
        out.text = child.text();
      else if (out.condition.empty())
        out.condition = child.name(), out.new_address = trim(child.text());
    } else if (out.app_condition.empty()) {
      out.app_condition = child.name();
      out.app_ns = child.ns();
    }
  }
  if (out.condition.empty()) out.condition = "undefined-condition";
  return out;
}

}  // namespace confab::xmpp
