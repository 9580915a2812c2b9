// SPDX-License-Identifier: MIT
// Line break opportunities; see breaks.h. One pass over the paragraph.
#include "text/breaks.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

constexpr size_t kLongToken = 24;  // code points without a space: may also break after slashes

bool is_letter(char32_t cp) { return is_word_character(cp) && !(cp >= '0' && cp <= '9'); }
bool is_hangul_lead(char32_t cp) { return cp >= 0x1100 && cp <= 0x115F; }
bool is_hangul(char32_t cp) {
  return (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0xA960 && cp <= 0xA97C) ||
         (cp >= 0xAC00 && cp <= 0xD7FB);
}

// Walks the cells once, remembering what stands before: the base code point and its flags.
class BreakFinder {
 public:
  explicit BreakFinder(const std::vector<uint32_t>& words) : words_(words) {}

  void step(Cell& cell, char32_t cp, size_t token_length) {
    const bool extends = (cell.flags & kBreakExtend) != 0;
    cell.cluster_start = first_ || (!extends && !(flags_ & kBreakZwj) && !inside_pair(cp, cell));
    cell.break_before = !first_ && cell.cluster_start && allowed(cell, cp, token_length);
    remember(cp, cell.flags, extends);
    first_ = false;
  }

 private:
  bool inside_pair(char32_t cp, const Cell& cell) const {
    if (flags_ & cell.flags & kBreakRegional) return regionals_ % 2 == 1;
    return is_hangul_lead(base_) && is_hangul(cp);
  }

  bool allowed(const Cell& cell, char32_t cp, size_t token_length) {
    const uint16_t next = cell.flags;
    if (next & (kBreakSpace | kBreakZwsp)) return false;
    if (flags_ & kBreakZwsp) return true;
    if (flags_ & kBreakSpace) return !(next & kBreakNoStartEver);
    if ((flags_ | next) & (kBreakGlue | kBreakQuote)) return false;
    if ((next & kBreakNoStart) || (flags_ & kBreakNoEnd)) return false;
    if ((flags_ | next) & kBreakWide) return true;
    if (flags_ & kBreakDash) return true;
    if (flags_ & kBreakHyphen) return is_word_character(before_) && is_letter(cp);
    if (flags_ & next & kBreakComplex) return word_break_at(cell.at);
    return token_length > kLongToken && after_separator(cp);
  }

  bool after_separator(char32_t cp) const {
    const auto separator = [](char32_t c) { return c == '/' || c == '&' || c == '=' || c == '?'; };
    return separator(base_) && !separator(cp);
  }

  bool word_break_at(uint32_t at) {
    while (word_ < words_.size() && words_[word_] < at) ++word_;
    return word_ < words_.size() && words_[word_] == at;
  }

  void remember(char32_t cp, uint16_t flags, bool extends) {
    if (extends) {
      if (flags & kBreakZwj) {
        flags_ |= kBreakZwj;
      } else {
        flags_ &= ~kBreakZwj;
      }
      if (cp == 0x20E3 && !first_) flags_ |= kBreakWide;  // keycap: an emoji made of a digit
      return;
    }
    regionals_ = flags & kBreakRegional ? regionals_ + 1 : 0;
    before_ = base_;
    base_ = cp;
    flags_ = flags;
  }

  const std::vector<uint32_t>& words_;  // byte offsets in the whole text
  size_t word_ = 0, regionals_ = 0;
  char32_t base_ = 0, before_ = 0;
  uint16_t flags_ = 0;
  bool first_ = true;
};

std::vector<uint32_t> dictionary_words(std::string_view text, uint32_t begin, uint32_t end,
                                       std::string_view lang, platform::Rasterizer& rasterizer) {
  std::vector<uint32_t> words;
  const std::string_view paragraph = text.substr(begin, end - begin);
  if (!utf8::valid(paragraph)) return words;  // the platform would count other bytes
  rasterizer.word_breaks(paragraph, lang, words);
  for (uint32_t& at : words) at += begin;
  return words;
}

bool is_inside(uint16_t flags) { return (flags & kBreakExtend) != 0; }

}  // namespace

bool find_breaks(std::string_view text, uint32_t begin, uint32_t end, std::string_view lang,
                 platform::Rasterizer& rasterizer, std::vector<Cell>& cells) {
  cells.clear();
  bool complex = false, controls = false;
  const std::string_view upto = text.substr(0, end);
  for (size_t pos = begin; pos < end;) {
    Cell cell;
    cell.at = static_cast<uint32_t>(pos);
    const char32_t cp = utf8::next(upto, pos);
    cell.flags = break_flags(cp);
    complex |= (cell.flags & kBreakComplex) != 0;
    controls |= is_bidi_control(cp);
    // A mark on a space makes it a visible character.
    if (is_inside(cell.flags) && !cells.empty() && (cells.back().flags & kBreakSpace))
      cells.back().flags = 0;
    cells.push_back(cell);
  }
  std::vector<uint32_t> words;
  if (complex) words = dictionary_words(text, begin, end, lang, rasterizer);

  BreakFinder finder(words);
  size_t token_end = 0, token_length = 0;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i >= token_end) {
      token_end = i + 1;
      while (token_end < cells.size() && !(cells[token_end].flags & kBreakSpace)) ++token_end;
      token_length = token_end - i;
    }
    finder.step(cells[i], code_point_at(upto, cells[i].at), token_length);
  }
  return controls;
}

void cluster_ends(std::string_view piece, platform::Rasterizer& rasterizer,
                  std::vector<uint32_t>& ends) {
  ends.clear();
  const auto plain = [](char c) { return static_cast<uint8_t>(c) < 0x80; };
  if (std::all_of(piece.begin(), piece.end(), plain)) {
    for (size_t i = 1; i <= piece.size(); ++i) ends.push_back(static_cast<uint32_t>(i));
    return;
  }
  std::vector<uint32_t> breaks;
  if (utf8::valid(piece)) {
    rasterizer.grapheme_breaks(piece, breaks);
  } else {
    for (size_t pos = 0; pos < piece.size();) {
      utf8::next(piece, pos);
      if (pos < piece.size()) breaks.push_back(static_cast<uint32_t>(pos));
    }
  }
  // Platforms differ in how new their rules are: never cut before a mark or after a joiner.
  for (const uint32_t at : breaks) {
    if (at == 0 || at >= piece.size() || is_inside(break_flags(code_point_at(piece, at)))) continue;
    if (break_flags(code_point_before(piece, at)) & kBreakZwj) continue;
    ends.push_back(at);
  }
  if (!piece.empty()) ends.push_back(static_cast<uint32_t>(piece.size()));
}

}  // namespace confab::text
