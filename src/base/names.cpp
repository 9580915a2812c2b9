// SPDX-License-Identifier: MIT
// Names as the eye meets them; see names.h. The table of letters is the part of UTS #39's
// confusables that whole names are made of: Cyrillic, Greek and Armenian capitals and small
// letters.
#include "base/names.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace confab::names {
namespace {

constexpr char32_t kMark = 0x25A1;  // white square

struct Range {
  char32_t first, last;
};
// Default_Ignorable_Code_Point, controls, fillers and blanks.
constexpr Range kHidden[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},
    {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F}, {0x2800, 0x2800}, {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

bool hidden(char32_t cp) {
  if (cp > 0x1F && cp < 0x7F) return false;
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [cp](const Range& r) { return r.first <= cp && cp <= r.last; });
}

bool space(char32_t cp) {
  return cp == ' ' || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
         cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

// Joiners between letters that are no basic Latin, what chooses the look of an emoji, and the tags
// of a flag.
bool needed(char32_t cp, char32_t before, bool flag) {
  if (cp == 0x200C || cp == 0x200D) return before >= 0x80 && !hidden(before) && !space(before);
  if (cp >= 0xFE00 && cp <= 0xFE0F)
    return (before >= 0x80 && !hidden(before)) || (before >= '0' && before <= '9') ||
           before == '#' || before == '*';
  return flag && cp >= 0xE0020 && cp <= 0xE007F;
}

struct Twin {
  char16_t letter;
  char latin;
};
constexpr Twin kTwins[] = {
    {0x131, 'i'}, {0x251, 'a'}, {0x261, 'g'}, {0x269, 'i'}, {0x28F, 'y'}, {0x2BC, '\''},
    {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'l'},
    {0x39A, 'K'}, {0x39C, 'M'}, {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'},
    {0x3A5, 'Y'}, {0x3A7, 'X'}, {0x3B1, 'a'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BD, 'v'},
    {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C3, 'o'}, {0x3C5, 'u'}, {0x3F2, 'c'}, {0x3F3, 'j'},
    {0x405, 'S'}, {0x406, 'l'}, {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'},
    {0x41A, 'K'}, {0x41C, 'M'}, {0x41D, 'H'}, {0x41E, 'O'}, {0x420, 'P'}, {0x421, 'C'},
    {0x422, 'T'}, {0x423, 'Y'}, {0x425, 'X'}, {0x430, 'a'}, {0x435, 'e'}, {0x43A, 'k'},
    {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'},
    {0x456, 'i'}, {0x458, 'j'}, {0x461, 'w'}, {0x474, 'V'}, {0x475, 'v'}, {0x4AE, 'Y'},
    {0x4AF, 'y'}, {0x4BB, 'h'}, {0x4C0, 'l'}, {0x4CF, 'l'}, {0x501, 'd'}, {0x51B, 'q'},
    {0x51D, 'w'}, {0x555, 'O'}, {0x570, 'h'}, {0x578, 'n'}, {0x57D, 'u'}, {0x581, 'g'},
    {0x582, 'l'}, {0x584, 'f'}, {0x585, 'o'}};

}  // namespace

char32_t latin_twin(char32_t cp) {
  if (cp >= 0xFF01 && cp <= 0xFF5E) return cp - 0xFF01 + '!';  // full width
  if (cp >= 0x1D400 && cp <= 0x1D6A3) {                        // mathematical letters
    const char32_t n = (cp - 0x1D400) % 52;
    return n < 26 ? 'A' + n : 'a' + n - 26;
  }
  const auto* at = std::lower_bound(std::begin(kTwins), std::end(kTwins), cp,
                                    [](const Twin& t, char32_t c) { return t.letter < c; });
  return at != std::end(kTwins) && at->letter == cp ? static_cast<char32_t>(at->latin) : cp;
}

bool visible(std::string_view name) {
  for (size_t pos = 0; pos < name.size();) {
    const char32_t cp = utf8::next(name, pos);
    if (!hidden(cp) && !space(cp)) return true;
  }
  return false;
}

std::string shown(std::string_view name) {
  std::string out;
  char32_t before = 0;
  bool flag = false;
  const bool any = visible(name);
  for (size_t pos = 0; pos < name.size();) {
    const char32_t cp = utf8::next(name, pos);
    flag = cp == 0x1F3F4 || (flag && cp >= 0xE0020 && cp <= 0xE007F);
    const bool blank = !any && space(cp);
    utf8::append(out, blank || (hidden(cp) && !needed(cp, before, flag)) ? kMark : cp);
    before = cp;
  }
  return out;
}

std::string skeleton(std::string_view name) {
  std::string out;
  for (size_t pos = 0; pos < name.size();) {
    char32_t cp = utf8::next(name, pos);
    if (hidden(cp) || space(cp)) continue;
    cp = latin_twin(cp);
    if (cp == 'I' || cp == '1' || cp == '|') cp = 'l';
    if (cp == '0') cp = 'O';
    utf8::append(out, cp);
  }
  return out;
}

}  // namespace confab::names
