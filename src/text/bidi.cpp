// SPDX-License-Identifier: MIT
// Bidirectional controls and base direction; see bidi.h.
#include "text/bidi.h"

#include "base/utf8.h"
#include "text/layout.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

bool is_isolate(char32_t cp) { return cp >= kLri && cp <= kFsi; }
bool is_paragraph_separator(char32_t cp) { return cp == '\n' || cp == '\r' || cp == 0x2029; }

}  // namespace

bool BidiStack::pop_isolate() {
  if (deep_isolates_ > 0) {
    --deep_isolates_;
    return false;
  }
  const size_t at = open_.find_last_of(U"\u2066\u2067\u2068");
  if (at == std::u32string::npos) return false;
  open_.resize(at);  // embeddings inside end with it (X6a)
  deep_embeddings_ = 0;
  return true;
}

bool BidiStack::pop_embedding() {
  if (deep_isolates_ > 0) return false;
  if (deep_embeddings_ > 0) {
    --deep_embeddings_;
    return false;
  }
  if (open_.empty() || is_isolate(open_.back())) return false;
  open_.pop_back();
  return true;
}

bool BidiStack::take(char32_t cp) {
  if (!is_bidi_control(cp)) return true;
  if (cp == kPdi) return pop_isolate();
  if (cp == kPdf) return pop_embedding();
  if (open_.size() < kMaxDepth && deep_isolates_ == 0 && deep_embeddings_ == 0) {
    open_.push_back(cp);
    return true;
  }
  if (is_isolate(cp)) {
    ++deep_isolates_;
  } else if (deep_isolates_ == 0) {
    ++deep_embeddings_;
  }
  return false;
}

std::string BidiStack::openers() const {
  std::string out;
  for (const char32_t cp : open_) utf8::append(out, cp);
  return out;
}

std::string BidiStack::closers() const {
  std::string out;
  for (size_t i = open_.size(); i-- > 0;) utf8::append(out, is_isolate(open_[i]) ? kPdi : kPdf);
  return out;
}

void BidiStack::clear() {
  open_.clear();
  deep_isolates_ = deep_embeddings_ = 0;
}

bool may_have_bidi_controls(std::string_view text) {
  // All are E2 80 AA..AE or E2 81 A6..A9.
  for (size_t at = text.find('\xE2'); at != text.npos; at = text.find('\xE2', at + 1))
    if (is_bidi_control(code_point_at(text, at))) return true;
  return false;
}

FirstStrong first_strong(std::string_view text) {
  size_t isolates = 0;
  for (size_t pos = 0; pos < text.size();) {
    const char32_t cp = utf8::next(text, pos);
    if (is_isolate(cp)) {
      ++isolates;
    } else if (cp == kPdi) {
      isolates -= isolates > 0 ? 1 : 0;
    } else if (is_paragraph_separator(cp)) {
      isolates = 0;
    } else if (isolates == 0) {
      const Kind kind = kind_of(cp);
      if (kind == Kind::Rtl) return FirstStrong::Rtl;
      // A lone mark is no strong character, though some spacing marks are L: the letter before it
      // has spoken already.
      if (kind == Kind::Ltr) return FirstStrong::Ltr;
    }
  }
  return FirstStrong::None;
}

Direction base_direction(std::string_view text) {
  return first_strong(text) == FirstStrong::Rtl ? Direction::Rtl : Direction::Ltr;
}

}  // namespace confab::text
