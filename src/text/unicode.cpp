// SPDX-License-Identifier: MIT
// Unicode properties: ranges by hand where they are few and stable, a generated table elsewhere.
#include "text/unicode.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/unicode_table.h"

namespace confab::text {
namespace {

bool in(char32_t cp, char32_t first, char32_t last) { return cp >= first && cp <= last; }

bool ascii_letter(char32_t cp) { return in(cp | 0x20, 'a', 'z'); }

bool any_of(char32_t cp, std::u32string_view set) {
  return set.find(static_cast<char32_t>(cp)) != std::u32string_view::npos;
}

uint16_t ascii_flags(char32_t cp) {
  switch (cp) {
    case ' ':
    case '\t': return kBreakSpace;
    case '-': return kBreakHyphen;
    case '(':
    case '[':
    case '{': return kBreakNoEnd;
    case ')':
    case ']':
    case '}':
    case '!':
    case '?': return kBreakNoStart | kBreakNoStartEver;
    case '.':
    case ',':
    case ';':
    case ':':
    case '%': return kBreakNoStart;
    case '"':
    case '\'': return kBreakQuote;
    default: return 0;
  }
}

uint16_t general_punctuation_flags(char32_t cp) {
  if (in(cp, 0x2000, 0x2006) || in(cp, 0x2008, 0x200A) || cp == 0x205F) return kBreakSpace;
  if (cp == 0x2007 || cp == 0x2011 || cp == 0x202F || cp == 0x2060) return kBreakGlue;
  if (cp == 0x200B) return kBreakZwsp;
  if (cp == 0x200C) return kBreakExtend;
  if (cp == 0x200D) return kBreakExtend | kBreakZwj;
  if (in(cp, 0x2010, 0x2014)) return kBreakDash;
  if (any_of(cp, U"\u2018\u201A\u201C\u201E\u2039")) return kBreakNoEnd;
  if (any_of(cp, U"\u2019\u201D\u203A\u2025\u2026\u203C\u2047\u2048\u2049")) return kBreakNoStart;
  return 0;
}

// Kinsoku: what Japanese and Chinese typesetting keeps away from the ends of a line.
uint16_t wide_flags(char32_t cp) {
  if (any_of(cp, U"）］｝、。，．：；？！」』】〉》〕〗〙〛〟｡､｣｠"))
    return kBreakWide | kBreakNoStart | (any_of(cp, U"）！？") ? kBreakNoStartEver : 0);
  if (any_of(cp, U"（［｛「『【〈《〔〖〘〚〝｢｟")) return kBreakWide | kBreakNoEnd;
  if (any_of(cp, U"々〻ー・ゝゞヽヾ゛゜ｰ･ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ") ||
      in(cp, 0x31F0, 0x31FF) || in(cp, 0xFF67, 0xFF6F))
    return kBreakWide | kBreakNoStart;
  return kBreakWide;
}

bool is_complex(char32_t cp) {
  return in(cp, 0x0E00, 0x0EFF) || in(cp, 0x1000, 0x109F) || in(cp, 0x1780, 0x17FF) ||
         in(cp, 0x1950, 0x19DF) || in(cp, 0x1A20, 0x1AAF) || in(cp, 0xA9E0, 0xA9FF) ||
         in(cp, 0xAA60, 0xAADF);
}

bool is_wide(char32_t cp) {
  return in(cp, 0x1100, 0x115F) || in(cp, 0x231A, 0x231B) || in(cp, 0x23E9, 0x23F3) ||
         in(cp, 0x2600, 0x27BF) || in(cp, 0x2B05, 0x2B55) || in(cp, 0x2E80, 0xA4CF) ||
         in(cp, 0xA960, 0xA97C) || in(cp, 0xAC00, 0xD7A3) || in(cp, 0xF900, 0xFAFF) ||
         in(cp, 0xFE30, 0xFE4F) || in(cp, 0xFF01, 0xFFE6) || in(cp, 0x16FE0, 0x1B2FF) ||
         in(cp, 0x1F000, 0x1FAFF) || in(cp, 0x20000, 0x3FFFD);
}

}  // namespace

Kind kind_of(char32_t cp) {
  if (cp < 0x300) {
    if (ascii_letter(cp) || cp == 0xAA || cp == 0xB5 || cp == 0xBA) return Kind::Ltr;
    if (cp < 0xC0 || cp == 0xD7 || cp == 0xF7) return Kind::Neutral;
    return in(cp, 0x2B9, 0x2BA) || in(cp, 0x2C2, 0x2CF) || in(cp, 0x2D2, 0x2DF) ||
                   (cp >= 0x2E5 && cp != 0x2EE)
               ? Kind::Neutral
               : Kind::Ltr;
  }
  const uint32_t* end = kUnicodeTable + kUnicodeTableSize;
  const uint32_t* after = std::upper_bound(kUnicodeTable, end, static_cast<uint32_t>(cp) << 2 | 3);
  return static_cast<Kind>(*(after - 1) & 3);
}

uint16_t break_flags(char32_t cp) {
  if (cp < 0x80) return ascii_flags(cp);
  if (cp < 0x300) {
    if (cp == 0xA0) return kBreakGlue;
    if (cp == 0xAB) return kBreakNoEnd;
    return cp == 0xBB ? kBreakNoStart : 0;
  }
  if (in(cp, 0x2000, 0x206F)) return general_punctuation_flags(cp);
  if (cp == 0x3000 || cp == 0x1680) return kBreakSpace;
  if (cp == 0xFEFF || cp == 0x034F) return kBreakGlue;
  if (in(cp, 0x1F1E6, 0x1F1FF)) return kBreakRegional | kBreakWide;
  const Kind kind = kind_of(cp);
  if (is_complex(cp)) {
    // Repetition and abbreviation signs stay with the word before them.
    const bool sign = any_of(cp, U"\u0E2F\u0E46\u0EAF\u0EC6\u104A\u104B\u17D4\u17D5\u17D6\u17D7");
    return kBreakComplex | (kind == Kind::Extend ? kBreakExtend : 0) | (sign ? kBreakNoStart : 0);
  }
  if (kind == Kind::Extend) return kBreakExtend;
  if (any_of(cp, U"\u060C\u061B\u06D4\u0964\u0965")) return kBreakNoStart;
  if (cp == 0x061F) return kBreakNoStart | kBreakNoStartEver;
  return is_wide(cp) ? wide_flags(cp) : 0;
}

bool is_bidi_control(char32_t cp) { return in(cp, 0x202A, 0x202E) || in(cp, kLri, kPdi); }

bool is_white_space(char32_t cp) {
  if (cp < 0x80) return cp == ' ' || in(cp, '\t', '\r');
  return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || in(cp, 0x2000, 0x200A) ||
         in(cp, 0x2028, 0x2029) || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

bool is_word_character(char32_t cp) {
  if (cp < 0x80) return ascii_letter(cp) || in(cp, '0', '9') || cp == '_';
  const uint16_t flags = break_flags(cp);
  if (flags & (kBreakWide | kBreakComplex)) return false;
  return kind_of(cp) != Kind::Neutral || (flags & kBreakExtend) || in(cp, 0x660, 0x669) ||
         in(cp, 0x6F0, 0x6F9);
}

char32_t code_point_before(std::string_view s, size_t pos) {
  if (pos == 0) return 0;
  size_t at = pos - 1;
  while (at > 0 && pos - at < 4 && (static_cast<uint8_t>(s[at]) & 0xC0) == 0x80) --at;
  size_t end = at;
  const char32_t cp = utf8::next(s, end);
  return end == pos ? cp : 0xFFFD;
}

char32_t code_point_at(std::string_view s, size_t pos) {
  return pos < s.size() ? utf8::next(s, pos) : 0;
}

}  // namespace confab::text
