// SPDX-License-Identifier: MIT
// UTF-8 by the table of RFC 3629 section 4. Not a Unicode library.
#include "base/utf8.h"

#include <cstdint>

namespace confab::utf8 {
namespace {

struct Decoded {
  char32_t cp;
  size_t length;  // 0: malformed
};

Decoded decode(std::string_view s, size_t pos) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(s[i]); };
  const auto tail = [&](size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
  const uint8_t first = byte(pos);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return {0, 0};  // a tail byte, an overlong form, or too big
  if (first < 0xE0) {
    if (!tail(pos + 1)) return {0, 0};
    return {static_cast<char32_t>((first & 0x1F) << 6 | (byte(pos + 1) & 0x3F)), 2};
  }
  if (!tail(pos + 1) || !tail(pos + 2)) return {0, 0};
  const char32_t two = (byte(pos + 1) & 0x3Fu) << 6 | (byte(pos + 2) & 0x3Fu);
  if (first < 0xF0) {
    const char32_t cp = (first & 0x0Fu) << 12 | two;
    if (cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF)) return {0, 0};
    return {cp, 3};
  }
  if (!tail(pos + 3)) return {0, 0};
  const char32_t cp = (first & 0x07u) << 18 | two << 6 | (byte(pos + 3) & 0x3Fu);
  if (cp < 0x10000 || cp > 0x10FFFF) return {0, 0};
  return {cp, 4};
}

}  // namespace

bool valid(std::string_view s) {
  for (size_t pos = 0; pos < s.size();) {
    if (static_cast<uint8_t>(s[pos]) < 0x80) {
      ++pos;
      continue;
    }
    const auto d = decode(s, pos);
    if (d.length == 0) return false;
    pos += d.length;
  }
  return true;
}

char32_t next(std::string_view s, size_t& pos) {
  const auto d = decode(s, pos);
  if (d.length == 0) {
    ++pos;
    return kReplacement;
  }
  pos += d.length;
  return d.cp;
}

void append(std::string& out, char32_t cp) {
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = kReplacement;
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (cp < 0x80) {
    put(cp);
  } else if (cp < 0x800) {
    put(0xC0 | cp >> 6);
    put(0x80 | (cp & 0x3F));
  } else if (cp < 0x10000) {
    put(0xE0 | cp >> 12);
    put(0x80 | (cp >> 6 & 0x3F));
    put(0x80 | (cp & 0x3F));
  } else {
    put(0xF0 | cp >> 18);
    put(0x80 | (cp >> 12 & 0x3F));
    put(0x80 | (cp >> 6 & 0x3F));
    put(0x80 | (cp & 0x3F));
  }
}

std::string sanitized(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (size_t pos = 0; pos < s.size();) append(out, next(s, pos));
  return out;
}

size_t utf16_length(std::string_view s) {
  size_t units = 0;
  for (size_t pos = 0; pos < s.size();) units += next(s, pos) >= 0x10000 ? 2 : 1;
  return units;
}

size_t byte_of_utf16(std::string_view s, size_t units) {
  size_t pos = 0;
  while (pos < s.size() && units > 0) {
    const size_t before = pos;
    const size_t wide = next(s, pos) >= 0x10000 ? 2 : 1;
    if (wide > units) return before;  // between two surrogates: before the pair
    units -= wide;
  }
  return pos;
}

std::string_view prefix(std::string_view s, size_t max_code_points) {
  size_t pos = 0;
  while (pos < s.size() && max_code_points-- > 0) next(s, pos);
  return s.substr(0, pos);
}

}  // namespace confab::utf8
