// SPDX-License-Identifier: MIT
// From text to Element, within limits. What RFC 6120 section 11 forbids (DTD, comments, processing
// instructions) is an error here, before any handler sees it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "xml/element.h"

namespace confab::xml {

struct Limits {
  size_t bytes = 1024 * 1024;  // of one top-level element
  size_t depth = 128;
  size_t attributes = 64;   // per element
  size_t elements = 20000;  // per top-level element
};

enum class ParseError {
  NotWellFormed,  // RFC 6120 4.9.3.13 not-well-formed
  Restricted,     // DTD, comment or processing instruction: 4.9.3.18 restricted-xml
  BadUtf8,        // 4.9.3.22 unsupported-encoding
  TooLarge,       // over a limit: 4.9.3.14 policy-violation
};

// What must hold of the bytes before any parser sees them: UTF-8 (RFC 6120 section 11.6), no NUL.
std::optional<ParseError> check_bytes(std::string_view text);

// Exactly one element, surrounded by nothing but white space.
Result<Element, ParseError> parse(std::string_view text, const Limits& limits = {});

}  // namespace confab::xml
