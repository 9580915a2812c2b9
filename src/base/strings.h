// SPDX-License-Identifier: MIT
// ASCII string helpers, base64 and hex that several folders need. Not for human text.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace confab {

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);  // nullopt on bad input
std::string hex_encode(std::string_view bytes);                   // lower case

std::string ascii_lower(std::string_view s);
std::string_view trim(std::string_view s);  // spaces, tabs, CR, LF
std::vector<std::string_view> split(std::string_view s, char separator);
// True: all of `text` is one decimal number that `out` can hold. Otherwise `out` may stay as it
// was.
template <class Int>
bool whole_number(std::string_view text, Int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}
std::string replace_all(std::string_view s, std::string_view from, std::string_view to);

// XEP-0082 DateTime <-> milliseconds since 1970-01-01T00:00:00Z.
std::optional<int64_t> parse_datetime(std::string_view s);
std::string format_datetime(int64_t ms);

}  // namespace confab
