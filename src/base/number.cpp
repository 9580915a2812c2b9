// SPDX-License-Identifier: MIT
// Works on unevaluated sums of two doubles, some 105 bits: enough to round as one would expect
// after the few multiplications that a power of ten takes.
#include "base/number.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace confab {
namespace {

struct Sum {
  double high, low;  // |low| is at most half a unit of high's last place
};

Sum add_small(double high, double low) {
  const double sum = high + low;
  return {sum, low - (sum - high)};
}

// Dekker's exact product.
Sum product(double a, double b) {
  const auto split = [](double x) {
    const double t = x * 134217729.0;  // 2^27 + 1
    const double high = t - (t - x);
    return Sum{high, x - high};
  };
  const double p = a * b;
  const Sum x = split(a), y = split(b);
  return {p, ((x.high * y.high - p) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

constexpr double kTens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// x * 10^exponent
Sum scale(Sum x, int exponent) {
  while (exponent > 0) {
    const int step = std::min(exponent, 22);
    const Sum p = product(x.high, kTens[step]);
    x = add_small(p.high, p.low + x.low * kTens[step]);
    exponent -= step;
  }
  while (exponent < 0) {
    const int step = std::min(-exponent, 22);
    const double q = x.high / kTens[step];
    const Sum p = product(q, kTens[step]);
    x = add_small(q, ((x.high - p.high) - p.low + x.low) / kTens[step]);
    exponent += step;
  }
  return x;
}

Sum from_integer(uint64_t n) {  // n < 10^19
  const auto high = static_cast<double>(n);
  return {high, static_cast<double>(static_cast<int64_t>(n - static_cast<uint64_t>(high)))};
}

// `digits` decimal digits, the first of them worth 10^exponent.
std::string spell(uint64_t digits, int count, int exponent) {
  std::string text(static_cast<size_t>(count), '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, digits /= 10)
    *at = static_cast<char>('0' + digits % 10);
  while (text.size() > 1 && text.back() == '0') text.pop_back();
  if (exponent >= -4 && exponent < 0)
    return "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + text;
  if (exponent >= 0 && exponent < count) {
    const auto whole = static_cast<size_t>(exponent) + 1;
    if (text.size() <= whole) return text + std::string(whole - text.size(), '0');
    return text.insert(whole, 1, '.');
  }
  if (text.size() > 1) text.insert(1, 1, '.');
  return text + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

}  // namespace

double parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  uint64_t digits = 0;
  int exponent = 0, written = 0;
  bool fraction = false, below = false;
  size_t at = negative ? 1 : 0;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      fraction = true;
    } else if (digits < 900000000000000000u) {
      digits = digits * 10 + static_cast<uint64_t>(text[at] - '0');
      if (fraction) --exponent;
    } else if (!fraction) {  // digits that no double could hold
      ++exponent;
    }
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] == '-') below = true;
    if (text[at] >= '0') written = std::min(written * 10 + (text[at] - '0'), 1000000);
  }
  exponent = std::clamp(exponent + (below ? -written : written), -400, 310);
  // Away from the ends of the range meanwhile: there the small halves would vanish, or overflow.
  const int shift = exponent < 0 ? 300 : -300;
  Sum x = from_integer(digits);
  if (digits != 0) x = scale({std::ldexp(x.high, shift), std::ldexp(x.low, shift)}, exponent);
  const double value = std::ldexp(x.high, digits != 0 ? -shift : 0);
  return negative ? -value : value;
}

std::string format_decimal(double n) {
  if (n == 0) return "0";
  const double size = std::fabs(n);
  int two = 0;
  std::frexp(size, &two);
  const int shift = two < -500 ? 600 : two > 500 ? -600 : 0;
  const Sum x{std::ldexp(size, shift), 0};
  int exponent = static_cast<int>(std::floor((two - 1) * 0.30102999566398120));  // or one more
  uint64_t limit = 1000000000000000;
  std::string text;
  for (int count = 15; count <= 17; ++count, limit *= 10) {
    uint64_t digits = limit;
    // Anew for each count: 9.96 has one digit more at two digits than at three.
    int first = exponent;
    for (;;) {
      const Sum scaled = scale(x, count - 1 - first);
      const double high = std::ldexp(scaled.high, -shift), low = std::ldexp(scaled.low, -shift);
      const double whole = std::floor(high);  // exact beyond 2^53 anyway
      digits = static_cast<uint64_t>(whole) +
               static_cast<uint64_t>(static_cast<int64_t>(std::floor(high - whole + low + 0.5)));
      if (digits < limit) break;
      ++first;
    }
    text = spell(digits, count, first);
    if (parse_decimal(text) == size) break;
  }
  return n < 0 ? "-" + text : text;
}

std::string pad_zeros(long long n, size_t width) {
  std::string text = std::to_string(n);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace confab
