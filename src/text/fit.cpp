// SPDX-License-Identifier: MIT
// fit(): one line shortened with an ellipsis, for labels: names, previews, titles. Remembers its
// answers in the Measurer, because labels are asked for again in every frame.
#include <algorithm>
#include <vector>

#include "base/utf8.h"
#include "text/breaks.h"
#include "text/layout.h"
#include "text/measurer.h"
#include "text/run_text.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

constexpr size_t kLongestLabel = 2048;  // code points; nothing wider fits on a screen
constexpr size_t kFsiBytes = 3;         // in UTF-8

// One line: white space becomes a space, explicit bidi controls go (a name must not reorder what
// stands beside it). Only whole isolates of what is put into a sentence stay, which reorder
// nothing.
std::string single_line(std::string_view text) {
  std::string out;
  std::vector<size_t> open;  // where an isolate begins in `out`; npos: one that goes
  text = utf8::prefix(text, kLongestLabel);
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    const char32_t cp = utf8::next(text, pos);
    if (cp >= kLri && cp <= kFsi) open.push_back(cp == kFsi ? out.size() : out.npos);
    if (is_bidi_control(cp) && cp != kFsi) {
      if (cp != kPdi || open.empty()) continue;
      const bool kept = open.back() != out.npos;
      open.pop_back();
      if (!kept) continue;
    }
    const bool blank = cp < 0x20 || cp == 0x7F || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
    if (!blank) {
      utf8::append(out, cp);
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  for (; !open.empty(); open.pop_back())
    if (open.back() != out.npos) out.erase(open.back(), kFsiBytes);
  return out;
}

std::string shortened(std::string line, const platform::Font& font, float max_width,
                      Measurer& measurer) {
  const bool rtl = base_direction(line) == Direction::Rtl;
  const float whole = measurer.line(line, font, rtl);
  if (whole <= max_width) return line;
  std::vector<uint32_t> ends;
  cluster_ends(line, measurer.rasterizer(), ends);
  const float mean = std::max(whole / static_cast<float>(ends.size()), 0.01f);
  const auto with_ellipsis = [&](size_t clusters) {
    std::string s = clusters == 0 ? std::string() : line.substr(0, ends[clusters - 1]);
    while (!s.empty() && s.back() == ' ') s.pop_back();
    return s += kEllipsis;
  };
  size_t fits = 0, fails = ends.size();
  float width = measurer.word(kEllipsis, font, rtl);
  for (int round = 0; fits + 1 < fails; ++round) {
    const size_t step = round < 6 ? static_cast<size_t>(std::max(max_width - width, 0.f) / mean)
                                  : (fails - fits) / 2;
    const size_t n = std::clamp(fits + step, fits + 1, fails - 1);
    const float w = measurer.line(with_ellipsis(n), font, rtl);
    if (w <= max_width) {
      fits = n;
      width = w;
    } else {
      fails = n;
    }
  }
  return with_ellipsis(fits);
}

}  // namespace

std::string fit(std::string_view text, const platform::Font& font, float max_width,
                Measurer& measurer) {
  measurer.epoch();
  text = utf8::prefix(text, kLongestLabel);
  if (const std::string* known = measurer.known_fit(text, font, max_width)) return *known;
  std::string out = shortened(single_line(text), font, max_width, measurer);
  measurer.keep_fit(text, font, max_width, out);
  return out;
}

}  // namespace confab::text
