// SPDX-License-Identifier: MIT
// Case folding by ranges, and mentions.
#include "chat/fold.h"

#include "base/utf8.h"

namespace confab::chat {
namespace {

char32_t fold_one(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE) return c == 0xD7 ? c : c + 32;
  if (c >= 0x100 && c <= 0x17F) {
    if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F) return c;
    if (c == 0x178) return 0xFF;
    const bool odd_upper = (c >= 0x139 && c <= 0x148) || c >= 0x179;
    return (c & 1) == (odd_upper ? 1U : 0U) ? c + 1 : c;
  }
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  return c;
}

// Scripts written without spaces (from U+2E80 up) and punctuation never hide a word beside them.
bool is_word(char32_t c) {
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return c >= 0xC0 && c < 0x2E80 && !(c >= 0x2000 && c <= 0x206F);
}

char32_t last_before(std::string_view s, size_t end) {
  size_t start = end - 1;
  while (start > 0 && (static_cast<unsigned char>(s[start]) & 0xC0) == 0x80) --start;
  return utf8::next(s, start);
}

}  // namespace

std::string fold(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c < 0x80) {
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      ++i;
    } else {
      utf8::append(out, fold_one(utf8::next(s, i)));
    }
  }
  return out;
}

bool mentions(std::string_view body, std::string_view nick) {
  if (nick.empty() || body.size() < nick.size()) return false;
  const std::string text = fold(body), word = fold(nick);
  size_t start = 0;
  const bool word_first = is_word(utf8::next(word, start));
  const bool word_last = is_word(last_before(word, word.size()));
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    size_t end = at + word.size();
    const bool open = at == 0 || !word_first || !is_word(last_before(text, at));
    const bool close = end == text.size() || !word_last || !is_word(utf8::next(text, end));
    if (open && close) return true;
  }
  return false;
}

}  // namespace confab::chat
