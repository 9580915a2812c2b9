// SPDX-License-Identifier: MIT
// The <body/> of BOSH (XEP-0124) as text, both ways, as pure functions. What a body means is
// bosh.h's; what is in a stanza, the parser's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/parse.h"

namespace confab::xmpp {

inline constexpr size_t kMaxBoshBody = 16 * 1024 * 1024;  // a crowded room comes all at once

struct BoshBody {
  xml::Element head;                       // <body/> with its attributes, without children
  std::vector<std::string_view> children;  // whole elements, each within the limits of one stanza
};
// The children point into `text`. NotWellFormed also for what is not a <body/> of BOSH.
Result<BoshBody, xml::ParseError> parse_bosh_body(std::string_view text,
                                                  const xml::Limits& limits = {});

// " name='value'", escaped.
void append_bosh_attribute(std::string& out, std::string_view name, std::string_view value);
// `attributes` as the function above makes them; `payload`: stanzas, as XML.
std::string bosh_body(std::string_view attributes, std::string_view payload);

}  // namespace confab::xmpp
