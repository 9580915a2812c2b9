// SPDX-License-Identifier: MIT
// XEP-0393 parser: blocks line by line (section 5.1), then the spans of each plain line (5.2).
#include "text/styling.h"

#include <array>

#include "base/utf8.h"
#include "text/layout.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

constexpr std::string_view kDirectives = "*_~`";
constexpr uint8_t kBits[] = {kBold, kItalic, kStrike, kCode};
constexpr std::string_view kFence = "```";
constexpr size_t kNone = ~size_t{0};

// The spans of one plain block, text[begin, end).
class SpanParser {
 public:
  SpanParser(std::string_view text, size_t begin, size_t end, std::vector<uint8_t>& bits)
      : text_(text), begin_(begin), end_(end), bits_(bits) {}

  void parse() {
    for (size_t i = begin_; i < end_; ++i) {
      const size_t kind = kDirectives.find(text_[i]);
      if (kind != kDirectives.npos && can_close(i)) closers_[kind].push_back(i);
    }
    parse_range(begin_, end_);
  }

 private:
  // A closing directive must not follow white space.
  bool can_close(size_t i) const {
    return i > begin_ && !is_white_space(code_point_before(text_, i));
  }

  // First closing directive of that kind at or after `from`; positions only ever move on within
  // one kind, so all calls together are linear.
  size_t closer(size_t kind, size_t from) {
    size_t& at = cursor_[kind];
    const auto& list = closers_[kind];
    while (at < list.size() && list[at] < from) ++at;
    return at < list.size() ? list[at] : kNone;
  }

  // At most four levels deep: a span holds no span of its own kind, for lazy matching ends it
  // there.
  void parse_range(size_t begin, size_t end) {
    bool may_open = true;  // at the start of the block, or after another opening directive
    for (size_t i = begin; i < end;) {
      const size_t kind = kDirectives.find(text_[i]);
      if (kind == kDirectives.npos) {
        size_t next = i;
        may_open = is_white_space(utf8::next(text_, next));
        i = next;
        continue;
      }
      const bool opens = may_open && i + 1 < end && !is_white_space(code_point_at(text_, i + 1));
      const size_t close = opens ? closer(kind, i + 1) : kNone;
      may_open = false;
      if (!opens || close == kNone || close >= end) {
        ++i;
      } else if (close == i + 1) {
        i += 2;  // nothing between the two: neither is valid
      } else {
        for (size_t k = i; k <= close; ++k) bits_[k] |= kBits[kind];
        if (kBits[kind] != kCode) parse_range(i + 1, close);
        i = close + 1;
      }
    }
  }

  std::string_view text_;
  size_t begin_, end_;
  std::vector<uint8_t>& bits_;
  std::array<std::vector<size_t>, 4> closers_;
  std::array<size_t, 4> cursor_{};
};

class BlockParser {
 public:
  BlockParser(std::string_view text, std::vector<uint8_t>& bits) : text_(text), bits_(bits) {}

  void line(size_t begin, size_t end, size_t next) {
    size_t at = begin, level = 0;
    // The quotations that are open go on for as many markers as the line has.
    while (level < depth_ && marker(at, end)) ++level;
    if (level < depth_) {
      depth_ = level;
      if (fenced_ && fence_level_ > level) fenced_ = false;  // ended with its parent
    }
    if (!fenced_) {
      while (marker(at, end)) ++depth_;
    }
    const uint8_t quote = depth_ > 0 ? kQuote : 0;
    if (fenced_ || text_.substr(at, end - at).substr(0, kFence.size()) == kFence) {
      mark(begin, next, quote | kPre);
      const bool closes = fenced_ && text_.substr(at, end - at) == kFence;
      if (!fenced_) fence_level_ = depth_;
      fenced_ = !closes;
      return;
    }
    if (quote) mark(begin, next, quote);
    SpanParser(text_, at, end, bits_).parse();
  }

 private:
  // A '>' and the one white space character after it.
  bool marker(size_t& at, size_t end) const {
    if (at >= end || text_[at] != '>') return false;
    ++at;
    size_t after = at;
    if (at < end && is_white_space(utf8::next(text_, after))) at = after;
    return true;
  }
  void mark(size_t begin, size_t end, uint8_t bits) {
    for (size_t i = begin; i < end; ++i) bits_[i] |= bits;
  }

  std::string_view text_;
  std::vector<uint8_t>& bits_;
  size_t depth_ = 0, fence_level_ = 0;
  bool fenced_ = false;
};

}  // namespace

void apply_styling(std::string_view text, std::vector<uint8_t>& bits) {
  if (text.find_first_of("*_~`>") == text.npos) return;
  BlockParser parser(text, bits);
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find('\n', begin);
    const size_t next = end == text.npos ? text.size() : end + 1;
    if (end == text.npos) end = text.size();
    if (end > begin && text[end - 1] == '\r') --end;
    parser.line(begin, end, next);
    begin = next;
  }
}

}  // namespace confab::text
