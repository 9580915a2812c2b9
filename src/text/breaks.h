// SPDX-License-Identifier: MIT
// Where a line of a paragraph may end. The rules of UAX #14 that chat needs, with the platform's
// dictionary for scripts without spaces; widths are line_breaker's business.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/rasterizer.h"

namespace confab::text {

struct Cell {                  // one code point of a paragraph
  uint32_t at = 0;             // byte offset in the whole text
  uint16_t flags = 0;          // BreakFlag
  bool break_before = false;   // a line may end before it
  bool cluster_start = false;  // not surely inside a grapheme cluster: a style may change here
};

// Fills `cells` for text[begin, end), which holds no paragraph separator. True when there are bidi
// controls in it.
bool find_breaks(std::string_view text, uint32_t begin, uint32_t end, std::string_view lang,
                 platform::Rasterizer& rasterizer, std::vector<Cell>& cells);

// Ends of the grapheme clusters of `piece`, as byte offsets in it; the last is its size. Asks the
// platform only where a byte is not a cluster of its own.
void cluster_ends(std::string_view piece, platform::Rasterizer& rasterizer,
                  std::vector<uint32_t>& ends);

}  // namespace confab::text
