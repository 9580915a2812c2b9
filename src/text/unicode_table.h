// SPDX-License-Identifier: MIT
// Where the kind of code points changes, ascending: code point << 2 | kind (0 extends its
// predecessor, 1 neutral, 2 strong left-to-right, 3 strong right-to-left). Starts at U+0300.
#pragma once

#include <cstdint>

namespace confab::text {

extern const uint32_t kUnicodeTable[];
extern const uint32_t kUnicodeTableSize;

}  // namespace confab::text
