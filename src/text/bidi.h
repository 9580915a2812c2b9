// SPDX-License-Identifier: MIT
// Explicit bidirectional controls (UAX #9 X1-X8) as a stack, so that a run cut out of a paragraph
// can be shown on its own: what was open is opened again before it and closed after it. Ordering
// the characters is the platform's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace confab::text {

class BidiStack {
 public:
  static constexpr size_t kMaxDepth = 64;  // deeper controls are ignored, as UAX #9 BD2 does at 125

  // Takes one code point. False when it is a control without effect here (a stray PDI or PDF, or
  // one that is too deep) and must not be shown: it could close an isolate that is not its own.
  bool take(char32_t cp);
  bool empty() const { return open_.empty(); }
  std::string openers() const;  // UTF-8 that opens what is open, outermost first
  std::string closers() const;  // UTF-8 that closes it
  void clear();

 private:
  bool pop_isolate();
  bool pop_embedding();
  std::u32string open_;
  uint32_t deep_isolates_ = 0, deep_embeddings_ = 0;
};

// True when the text may hold such a control (a cheap look at its bytes).
bool may_have_bidi_controls(std::string_view text);

enum class FirstStrong : uint8_t { None, Ltr, Rtl };
FirstStrong first_strong(std::string_view text);  // UAX #9 P2, over all paragraphs of the text

}  // namespace confab::text
