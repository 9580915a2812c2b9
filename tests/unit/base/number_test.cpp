// SPDX-License-Identifier: MIT
// Decimal text against the C library's strtod, which is right by definition here.
#include "base/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>

namespace confab {
namespace {

TEST(Number, ReadsWhatTheCLibraryReads) {
  for (const char* text : {"0",
                           "-0",
                           "1",
                           "-250",
                           "0.1",
                           "0.3",
                           "1.5",
                           "2.675",
                           "123456789012345678",
                           "9007199254740993",
                           "18446744073709551616",
                           "3.141592653589793238462643383279502884197",
                           "1e21",
                           "1E+22",
                           "1e23",
                           "8.5e-7",
                           "1.7976931348623157e308",
                           "5e-300",
                           "1e-30",
                           "0.000001",
                           "4.35",
                           "72057594037927945",
                           "1000000000000000000000000000000"})
    EXPECT_EQ(parse_decimal(text), std::strtod(text, nullptr)) << text;
}

TEST(Number, TooLargeIsInfiniteAndTooSmallIsNothing) {
  EXPECT_TRUE(std::isinf(parse_decimal("1e999")));
  EXPECT_TRUE(std::isinf(parse_decimal("1e309")));
  EXPECT_TRUE(std::isinf(parse_decimal("-1e99999999999999999999")));
  EXPECT_EQ(parse_decimal("1e-999"), 0);
  EXPECT_EQ(parse_decimal("0e999"), 0);
  EXPECT_TRUE(std::isinf(parse_decimal(std::string(400, '9'))));
}

TEST(Number, WritesTheShortestForm) {
  EXPECT_EQ(format_decimal(0.1), "0.1");
  EXPECT_EQ(format_decimal(-2.5), "-2.5");
  EXPECT_EQ(format_decimal(0.0001), "0.0001");
  EXPECT_EQ(format_decimal(0.00001), "1e-5");
  EXPECT_EQ(format_decimal(1e21), "1e+21");
  EXPECT_EQ(format_decimal(1.5e300), "1.5e+300");
  EXPECT_EQ(format_decimal(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(format_decimal(1.7976931348623157e308), "1.7976931348623157e+308");
}

TEST(Number, RoundTripsAnyDouble) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    const uint64_t bits = random();
    double n = 0;
    std::memcpy(&n, &bits, sizeof n);
    if (!std::isfinite(n) || std::fabs(n) < 1e-300) continue;
    const std::string text = format_decimal(n);
    ASSERT_EQ(parse_decimal(text), n) << text;
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), n) << text;
  }
}

// Where rounding to fewer digits carries into a further one.
TEST(Number, RoundTripsJustBelowPowersOfTen) {
  EXPECT_EQ(format_decimal(9999999999999996.0), "9999999999999996");
  for (int power = -290; power <= 300; ++power) {
    double n = std::pow(10.0, power);
    for (int step = 0; step < 40; ++step, n = std::nextafter(n, 0.0)) {
      const std::string text = format_decimal(n);
      ASSERT_TRUE(text[0] != '0' || text[1] == '.') << text;
      ASSERT_EQ(std::strtod(text.c_str(), nullptr), n) << text;
    }
  }
}

TEST(Number, RoundTripsOrdinaryFractions) {
  for (int i = 1; i < 5000; ++i) {
    const double n = i / 1000.0;
    EXPECT_EQ(std::strtod(format_decimal(n).c_str(), nullptr), n);
    EXPECT_LE(format_decimal(n).size(), 6u);
  }
}

}  // namespace
}  // namespace confab
