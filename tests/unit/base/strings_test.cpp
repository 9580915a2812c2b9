// SPDX-License-Identifier: MIT
#include "base/strings.h"

#include <gtest/gtest.h>

namespace confab {
namespace {

TEST(Base64, Rfc4648Vectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(base64_encode(plain), coded);
    EXPECT_EQ(base64_decode(coded), plain);
  }
}

TEST(Base64, AnyBytes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(base64_decode(base64_encode(all)), all);
}

TEST(Base64, RefusesOtherSpellings) {
  for (const char* bad :
       {"Z", "Zg", "Zg=", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9v", "Z===", "====", "Zm9v\n", "Zm-_"})
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
}

TEST(Strings, Helpers) {
  EXPECT_EQ(hex_encode(std::string("\x00\x1f\xff", 3)), "001fff");
  EXPECT_EQ(ascii_lower("ÄBC-xyZ"), "Äbc-xyz");
  EXPECT_EQ(trim("\t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b", ',').size(), 3u);
  EXPECT_EQ(split("", ',').size(), 1u);
  EXPECT_EQ(replace_all("aXbXX", "X", "yy"), "ayybyyyy");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(DateTime, Xep0082Examples) {
  EXPECT_EQ(parse_datetime("1969-07-21T02:56:15Z"), -14159025000);
  EXPECT_EQ(parse_datetime("1969-07-20T21:56:15-05:00"), -14159025000);
  EXPECT_EQ(parse_datetime("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_datetime("2026-02-28T23:59:60Z"), parse_datetime("2026-03-01T00:00:00Z"));
  EXPECT_EQ(parse_datetime("2024-02-29T12:00:00.123456+02:00"), 1709200800123);
  EXPECT_EQ(parse_datetime(" 2000-03-01T00:00:00Z\n"), 951868800000);
}

TEST(DateTime, RefusesOthers) {
  for (const char* bad :
       {"", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
        "2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+25:00", "20240101T00:00:00", "2024-01-01T00:00:00Zx"})
    EXPECT_EQ(parse_datetime(bad), std::nullopt) << bad;
}

TEST(DateTime, WritesAndReadsBack) {
  EXPECT_EQ(format_datetime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_datetime(1709200800123), "2024-02-29T10:00:00.123Z");
  for (int64_t ms = -3000000000000; ms < 5000000000000; ms += 86399123457)
    EXPECT_EQ(parse_datetime(format_datetime(ms)), ms);
}

}  // namespace
}  // namespace confab
