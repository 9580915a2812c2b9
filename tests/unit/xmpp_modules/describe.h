// SPDX-License-Identifier: MIT
// Events as XML, so that protocol cases can say what they expect; and how such XML is compared.
#pragma once

#include <map>
#include <string>

#include "xml/element.h"
#include "xmpp/core/events.h"

namespace confab::xmpp {

xml::Element describe(const Event& event);  // attributes at their default value are left out

using Variables = std::map<std::string, std::string>;

// "" when `actual` is as expected, else what differs. Expected attributes and text may be "*"
// (anything) or "$name" (bound at first sight, equal from then on). `loose`: further attributes
// are fine, and only the children named are compared; otherwise all must be as written.
std::string difference(const xml::Element& expected, const xml::Element& actual, bool loose,
                       Variables& variables);
// Replaces "$name" in attributes and text by what it was bound to.
xml::Element substituted(const xml::Element& element, const Variables& variables);

}  // namespace confab::xmpp
