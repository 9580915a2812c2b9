// SPDX-License-Identifier: MIT
// UTF-8: validation, decoding, encoding. No Unicode properties (those are in text/).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace confab::utf8 {

// True when `s` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool valid(std::string_view s);

inline constexpr char32_t kReplacement = 0xFFFD;

// Decodes the code point at byte `pos` and moves `pos` past it. Malformed input yields U+FFFD and
// moves one byte. Precondition: pos < s.size().
char32_t next(std::string_view s, size_t& pos);

void append(std::string& out, char32_t cp);

// Copies `s`, replacing malformed bytes by U+FFFD.
std::string sanitized(std::string_view s);

// UTF-16 code units (what JavaScript counts) <-> byte offsets. Offsets past the end clamp.
size_t utf16_length(std::string_view s);
size_t byte_of_utf16(std::string_view s, size_t units);

// At most `max_code_points` from the front, never splitting a code point.
std::string_view prefix(std::string_view s, size_t max_code_points);

}  // namespace confab::utf8
