// SPDX-License-Identifier: MIT
// layout(): cuts a text into paragraphs, gives each its direction and hands it to LineBreaker.
#include "text/layout.h"

#include "base/utf8.h"
#include "text/bidi.h"
#include "text/line_breaker.h"
#include "text/run_text.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

struct Paragraph {
  uint32_t end = 0, next = 0;  // `next`: after the line break, or the text's end
};

// Line breaks: LF, CR, CR LF, VT, FF, NEL, U+2028, U+2029.
Paragraph paragraph_at(std::string_view text, uint32_t begin) {
  for (size_t at = begin; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    size_t length = 0;
    if (byte >= 0x0A && byte <= 0x0D) {
      length = text.substr(at, 2) == "\r\n" ? 2 : 1;
    } else if (byte == 0xC2 && text.substr(at, 2) == "\u0085") {
      length = 2;
    } else if (byte == 0xE2 && (text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029")) {
      length = 3;
    }
    if (length > 0) return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + length)};
  }
  return {static_cast<uint32_t>(text.size()), static_cast<uint32_t>(text.size())};
}

// Byte after the last visible character.
size_t visible_end(std::string_view text) {
  size_t end = text.size();
  while (end > 0 && is_white_space(code_point_before(text, end))) {
    do --end;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80);
  }
  return end;
}

}  // namespace

Layout layout(std::string_view text, const std::vector<Span>& spans, const LayoutOptions& options,
              Measurer& measurer) {
  Layout out;
  measurer.epoch();  // drops stale widths
  LineBreaker breaker(text, spans, options, measurer, out);
  const size_t last_visible = options.max_lines > 0 ? visible_end(text) : text.size();
  // Paragraphs without a strong character follow the one before; the first ones, the whole text.
  bool rtl = options.direction == Direction::Rtl;
  if (options.direction == Direction::Auto) rtl = base_direction(text) == Direction::Rtl;
  out.rtl = rtl;
  uint32_t begin = 0;
  do {
    const Paragraph p = paragraph_at(text, begin);
    if (options.direction == Direction::Auto) {
      const FirstStrong strong = first_strong(text.substr(begin, p.end - begin));
      if (strong != FirstStrong::None) rtl = strong == FirstStrong::Rtl;
    }
    if (!breaker.paragraph(begin, p.end, p.next, rtl, p.next < last_visible)) break;
    begin = p.next;
  } while (begin < text.size());
  return out;
}

std::string run_text(std::string_view text, const Layout& layout, const Run& run) {
  if (run.begin >= run.end) return std::string(kEllipsis);
  const std::string_view piece = text.substr(run.begin, run.end - run.begin);
  if (run.controls == 0 && !may_have_bidi_controls(piece)) return std::string(piece);
  std::string out;
  BidiStack open;
  if (run.controls > 0) {
    out = layout.controls[run.controls - 1];
    for (size_t pos = 0; pos < out.size();) open.take(utf8::next(out, pos));
  }
  for (size_t pos = 0; pos < piece.size();) {
    const char32_t cp = utf8::next(piece, pos);
    if (open.take(cp)) utf8::append(out, cp);
  }
  return out + open.closers();
}

platform::Font run_font(platform::Font base, uint8_t style) {
  if (style & (kCode | kPre)) {
    base.face = platform::Face::Mono;
    base.px = base.px > 10 ? static_cast<uint8_t>(base.px - 2) : base.px;
  }
  if (style & kBold) base.semibold = true;
  if (style & kItalic) base.italic = true;
  return base;
}

}  // namespace confab::text
