// SPDX-License-Identifier: MIT
// Layout: breaks styled text into visual lines of isolated runs, with the browser's widths. Knows
// neither colours nor textures. Runs of a line stand one after another in the base direction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rasterizer.h"

namespace confab::text {

enum class Direction : uint8_t { Auto, Ltr, Rtl };  // Auto: first strong character, per paragraph

enum StyleBit : uint8_t {
  kBold = 1,
  kItalic = 2,
  kStrike = 4,
  kCode = 8,
  kLink = 16,
  kMention = 32,
  kQuote = 64,
  kPre = 128
};

// A styled piece of a text: bytes [begin, end). Spans do not overlap and are ascending; text
// between them is plain. `href`: what a link opens (already checked by safe_link()), `odd_host`:
// where it leads when its text does not say so plainly (link_host.h).
struct Span {
  uint32_t begin = 0, end = 0;
  uint8_t style = 0;
  std::string href = {}, odd_host = {};
};

struct Run {
  uint32_t begin = 0, end = 0;  // bytes of the source text, without trailing line break
  uint8_t style = 0;
  int32_t span = -1;       // index into the spans, -1 plain
  float x = 0, width = 0;  // CSS px from the line's left edge
  uint32_t controls = 0;   // see run_text() in run_text.h
};
struct Line {
  uint32_t begin = 0, end = 0;  // bytes, `end` includes the trailing spaces and line break
  bool rtl = false;
  bool hard_break = false;  // ends in a line break of the source
  float width = 0;          // CSS px, without trailing spaces
  uint32_t first_run = 0, run_count = 0;
};
struct Layout {
  std::vector<Line> lines;
  std::vector<Run> runs;              // all lines', in line order
  std::vector<std::string> controls;  // bidi controls that are open where a run begins
  float width = 0;                    // widest line
  bool rtl = false;                   // direction of the first paragraph
};

struct LayoutOptions {
  platform::Font font;
  float max_width = 0;  // CSS px; a grapheme wider than this still gets a line
  Direction direction = Direction::Auto;
  std::string_view lang;
  int max_lines = 0;  // 0: all; else the last line ends in an ellipsis run (begin == end)
};

class Measurer;  // caches word widths over a platform::Rasterizer; see measurer.h

// Never fails; malformed UTF-8 is laid out as U+FFFD. At least one line, also for "". A run's text
// is run_text(), which keeps bidi controls from leaking out of it; its font is run_font().
Layout layout(std::string_view text, const std::vector<Span>& spans, const LayoutOptions& options,
              Measurer& measurer);

// One line, shortened with an ellipsis when wider than max_width: returns the bytes that fit.
std::string fit(std::string_view text, const platform::Font& font, float max_width,
                Measurer& measurer);

// First strong direction (UAX #9 P2/P3, isolates skipped); Ltr when there is none.
Direction base_direction(std::string_view text);

}  // namespace confab::text
