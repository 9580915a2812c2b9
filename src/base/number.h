// SPDX-License-Identifier: MIT
// Decimal text <-> double for Json. The C library's strtod and printf bring 128-bit floating point
// in software, which is more code than the whole parser.
#pragma once

#include <string>
#include <string_view>

namespace confab {

// `text` has the form of a JSON number. Infinite when it is too large for a double.
double parse_decimal(std::string_view text);

// The shortest form that reads back as the same number; `n` is finite.
std::string format_decimal(double n);

std::string pad_zeros(long long n, size_t width);  // at least so many digits; n >= 0

}  // namespace confab
