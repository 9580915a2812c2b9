// SPDX-License-Identifier: MIT
// XEP-0393 Message Styling 1.1: sets the style bits of every byte. Directives carry the style of
// what they enclose (section 6); the text is not changed. Linear in the text's length.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace confab::text {

// `bits` has one StyleBit set per byte of `text` and starts as zeros.
void apply_styling(std::string_view text, std::vector<uint8_t>& bits);

}  // namespace confab::text
