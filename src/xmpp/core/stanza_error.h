// SPDX-License-Identifier: MIT
// StanzaError: the <error/> of RFC 6120 section 8.3, and what befell an IQ that got no answer.
#pragma once

#include <optional>
#include <string>

#include "xml/element.h"

namespace confab::xmpp {

struct StanzaError {
  // A defined condition ("item-not-found", ...), or "timeout" / "disconnected" when ours.
  std::string condition;
  std::string type;                   // cancel, continue, modify, auth, wait
  std::string text;                   // the server's words, may be empty; show as text only
  std::string app_condition, app_ns;  // application-specific child, if any
  std::string new_address = {};       // of <gone/> and <redirect/>: a URI (8.3.3.5, 8.3.3.14)
};

// Reads the <error/> child of an error stanza; nullopt when there is none.
std::optional<StanzaError> stanza_error(const xml::Element& stanza);

}  // namespace confab::xmpp
