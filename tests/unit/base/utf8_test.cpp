// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace confab::utf8 {
namespace {

constexpr std::string_view kBad[] = {
    "\x80",         "\xC0\x80",     "\xC1\xBF",         "\xE0\x80\x80",     "\xE0\x9F\xBF",
    "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
    "\xFF",         "\xC3",         "\xE2\x82",         "\xF0\x9F\x98"};

TEST(Utf8, Validates) {
  EXPECT_TRUE(valid(""));
  EXPECT_TRUE(valid("plain ASCII text that is longer than one machine word"));
  EXPECT_TRUE(valid(
      "\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
  for (const auto bad : kBad) {
    EXPECT_FALSE(valid(bad));
    EXPECT_FALSE(valid("0123456789abcdef" + std::string(bad) + "0123456789abcdef"));
  }
}

TEST(Utf8, EveryCodePointSurvives) {
  for (char32_t cp = 0; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 97) {
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    std::string s;
    append(s, cp);
    size_t pos = 0;
    ASSERT_EQ(next(s, pos), cp);
    ASSERT_EQ(pos, s.size());
  }
}

TEST(Utf8, Sanitizes) {
  EXPECT_EQ(sanitized("a\xFF"
                      "b"),
            "a\xEF\xBF\xBD"
            "b");
  for (const auto bad : kBad) EXPECT_TRUE(valid(sanitized(bad)));
  std::string surrogate;
  append(surrogate, 0xD800);
  EXPECT_EQ(surrogate, "\xEF\xBF\xBD");
}

TEST(Utf8, CountsAsJavaScriptDoes) {
  const std::string_view s = "a\xC3\xA9\xF0\x9F\x98\x80z";  // a é 😀 z
  EXPECT_EQ(utf16_length(s), 5u);
  EXPECT_EQ(byte_of_utf16(s, 0), 0u);
  EXPECT_EQ(byte_of_utf16(s, 2), 3u);
  EXPECT_EQ(byte_of_utf16(s, 3), 3u);  // inside the pair
  EXPECT_EQ(byte_of_utf16(s, 4), 7u);
  EXPECT_EQ(byte_of_utf16(s, 99), s.size());
}

TEST(Utf8, Prefix) {
  EXPECT_EQ(prefix("\xC3\xA9\xC3\xA9x", 2), "\xC3\xA9\xC3\xA9");
  EXPECT_EQ(prefix("ab", 5), "ab");
  EXPECT_EQ(prefix("ab", 0), "");
}

}  // namespace
}  // namespace confab::utf8
