// SPDX-License-Identifier: MIT
// Finding where elements begin and end in text, and what XMPP forbids in it, before a parser sees
// it. Well-formedness beyond that is the parser's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "xml/parse.h"

namespace confab::xmpp {

inline constexpr std::string_view kXmlSpace = " \t\r\n";

struct ScannedElement {
  std::string_view text;  // the whole element
  std::string_view name;  // as written, with its prefix
  std::string_view tag;   // its start tag
};
// The element at the very beginning of `text`; what follows it is not looked at.
Result<ScannedElement, xml::ParseError> scan_element(std::string_view text,
                                                     const xml::Limits& limits);
// Only the start tag there.
Result<ScannedElement, xml::ParseError> scan_tag(std::string_view text, const xml::Limits& limits);

// What is well-formed but would keep the parser busy for long, with spaces for the line ends and
// entities of a text that has too many of them; nullopt: as it is. Whoever sends such a thing must
// not end the stream of all who get it.
std::optional<std::string> thinned(std::string_view element);

std::optional<xml::ParseError> only_space(std::string_view text);  // nullopt: nothing else
std::string_view skip_space(std::string_view text);
// An XML declaration is not a processing instruction, and RFC 7395 does not rule it out.
std::string_view skip_declaration(std::string_view text);

}  // namespace confab::xmpp
