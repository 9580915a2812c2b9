// SPDX-License-Identifier: MIT
// What a run of a Layout is shown with: the picture and the DOM twin both take its characters and
// its font from here, so they cannot differ.
#pragma once

#include <string>
#include <string_view>

#include "text/layout.h"

namespace confab::text {

inline constexpr std::string_view kEllipsis = "\u2026";

// The run's characters, to be shown as an isolate in the line's direction: bidi controls left open
// by the text before it are opened again, all are closed at its end, stray closers are dropped. The
// ellipsis run (begin == end) gives kEllipsis. `text` is the one that was laid out.
std::string run_text(std::string_view text, const Layout& layout, const Run& run);

// The font of a style: code is Face::Mono and 2 px smaller, bold is semibold.
platform::Font run_font(platform::Font base, uint8_t style);

}  // namespace confab::text
