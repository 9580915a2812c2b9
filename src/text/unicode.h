// SPDX-License-Identifier: MIT
// Unicode properties that layout and markup need: direction, combining, and what a line may be
// broken at. Not the whole of UAX #14 or #29: grapheme clusters and dictionaries are the
// platform's.
#pragma once

#include <cstdint>
#include <string_view>

namespace confab::text {

enum class Kind : uint8_t { Extend, Neutral, Ltr, Rtl };
Kind kind_of(char32_t cp);

// What a code point does to line breaks around it; several may hold.
enum BreakFlag : uint16_t {
  kBreakSpace = 1,         // hangs at a line's end; a line may end after it
  kBreakZwsp = 2,          // zero-width space: a line may end after it
  kBreakGlue = 4,          // no-break space, word joiner
  kBreakExtend = 8,        // belongs to its predecessor
  kBreakZwj = 16,          // glues emoji together
  kBreakNoStart = 32,      // never first in a line
  kBreakNoStartEver = 64,  // not even after a space: "oui !"
  kBreakNoEnd = 128,       // never last in a line: opening brackets
  kBreakWide = 256,        // ideographs, kana, hangul, emoji: a line may end on either side
  kBreakComplex = 512,     // Thai, Lao, Khmer, Myanmar...: needs a dictionary
  kBreakRegional = 1024,   // half of a flag
  kBreakDash = 2048,       // a line may end after it
  kBreakHyphen = 4096,     // the same, between letters only
  kBreakQuote = 8192,      // neither side
};
uint16_t break_flags(char32_t cp);

// Bidirectional controls by the names of UAX #9: LRI RLI FSI begin an isolate, PDI ends it.
constexpr char32_t kPdf = 0x202C, kLri = 0x2066, kFsi = 0x2068, kPdi = 0x2069;
bool is_bidi_control(char32_t cp);    // LRE RLE PDF LRO RLO LRI RLI FSI PDI; not the marks
bool is_white_space(char32_t cp);     // White_Space, or category Z
bool is_word_character(char32_t cp);  // letters, digits, marks, '_'; not ideographs or emoji

// The code point that ends before byte `pos`, or that starts there; 0 at the text's ends.
char32_t code_point_before(std::string_view s, size_t pos);
char32_t code_point_at(std::string_view s, size_t pos);

}  // namespace confab::text
