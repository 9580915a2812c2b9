// SPDX-License-Identifier: MIT
// ASCII helpers, base64 (RFC 4648 section 4) and hex. Dates are in datetime.cpp.
#include "base/strings.h"

#include <array>

namespace confab {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> base64_values() {
  std::array<int8_t, 256> values{};
  for (auto& v : values) v = -1;
  for (int i = 0; i < 64; ++i) values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  return values;
}
constexpr auto kValues = base64_values();

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t n = bytes.size() - i < 3 ? bytes.size() - i : 3;
    uint32_t block = 0;
    for (size_t k = 0; k < 3; ++k)
      block = block << 8 | (k < n ? static_cast<uint8_t>(bytes[i + k]) : 0);
    out.push_back(kAlphabet[block >> 18]);
    out.push_back(kAlphabet[block >> 12 & 63]);
    out.push_back(n > 1 ? kAlphabet[block >> 6 & 63] : '=');
    out.push_back(n > 2 ? kAlphabet[block & 63] : '=');
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  const size_t end = text.size() - padding;
  uint32_t block = 0;
  for (size_t i = 0; i < end; ++i) {
    const int8_t value = kValues[static_cast<uint8_t>(text[i])];
    if (value < 0) return std::nullopt;
    block = block << 6 | static_cast<uint32_t>(value);
    if (i % 4 == 3) {
      for (int shift = 16; shift >= 0; shift -= 8) out.push_back(static_cast<char>(block >> shift));
      block = 0;
    }
  }
  // Bits that no byte holds must be zero, so that one byte string has one encoding.
  if (padding == 1) {
    if (block & 3) return std::nullopt;
    out.push_back(static_cast<char>(block >> 10));
    out.push_back(static_cast<char>(block >> 2));
  } else if (padding == 2) {
    if (block & 15) return std::nullopt;
    out.push_back(static_cast<char>(block >> 4));
  }
  return out;
}

std::string hex_encode(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out.push_back(digits[static_cast<uint8_t>(c) >> 4]);
    out.push_back(digits[static_cast<uint8_t>(c) & 15]);
  }
  return out;
}

std::string ascii_lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::string_view trim(std::string_view s) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = s.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> parts;
  size_t start = 0;
  for (;;) {
    const size_t end = s.find(separator, start);
    parts.push_back(s.substr(start, end == std::string_view::npos ? end : end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string replace_all(std::string_view s, std::string_view from, std::string_view to) {
  if (from.empty()) return std::string(s);
  std::string out;
  size_t start = 0;
  for (;;) {
    const size_t hit = s.find(from, start);
    if (hit == std::string_view::npos) break;
    out.append(s.substr(start, hit - start)).append(to);
    start = hit + from.size();
  }
  return out.append(s.substr(start));
}

}  // namespace confab
