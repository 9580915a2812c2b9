// SPDX-License-Identifier: MIT
// FakeRasterizer: text with fixed advances (half an em; wide characters one em; marks and invisible
// characters nothing), for tests. Counts its calls and keeps what it was asked to paint.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "base/utf8.h"
#include "platform/rasterizer.h"

namespace confab::platform {

class FakeRasterizer : public Rasterizer {
 public:
  struct Painted {
    PageId page = 0;
    std::string text, lang;
    PaintRun run;  // its views are not valid any more
  };
  struct Page {
    int width = 0, height = 0;
  };

  int measures = 0, break_calls = 0, paint_calls = 0;
  uint32_t epoch_value = 1;
  float dpr_value = 1;
  bool paints = true, decodes = true;
  std::map<uint32_t, std::string> pictures;  // asked for
  float kerning = 0;  // added per code point after the first of a measured text, may be negative
  std::map<PageId, Page> pages;
  std::vector<Painted> painted;

  float measure(std::string_view text, const Font& font, bool) override {
    ++measures;
    float width = 0;
    int count = 0;
    for (size_t pos = 0; pos < text.size(); ++count) width += advance(utf8::next(text, pos));
    return width * font.px + (count > 1 ? kerning * static_cast<float>(count - 1) : 0);
  }
  void metrics(const Font& font, float& ascent, float& descent) override {
    ascent = 0.9f * font.px;
    descent = 0.3f * font.px;
  }
  void grapheme_breaks(std::string_view text, std::vector<uint32_t>& out) override {
    ++break_calls;
    char32_t before = 0;
    int flags = 0;
    for (size_t pos = 0; pos < text.size();) {
      const auto at = static_cast<uint32_t>(pos);
      const char32_t cp = utf8::next(text, pos);
      flags = is_flag(cp) ? flags + 1 : 0;
      const bool inside = is_mark(cp) || before == 0x200D || (flags > 0 && flags % 2 == 0);
      if (at > 0 && !inside) out.push_back(at);
      before = cp;
    }
  }
  // "Words" of three clusters.
  void word_breaks(std::string_view text, std::string_view, std::vector<uint32_t>& out) override {
    std::vector<uint32_t> clusters;
    grapheme_breaks(text, clusters);
    for (size_t i = 2; i < clusters.size(); i += 3) out.push_back(clusters[i]);
  }
  uint32_t epoch() const override { return epoch_value; }

  bool can_paint() const override { return paints; }
  float dpr() const override { return dpr_value; }
  PageId create_page(int width, int height) override {
    pages[++last_page_] = {width, height};
    return last_page_;
  }
  void destroy_page(PageId page) override { pages.erase(page); }
  void paint(PageId page, const std::vector<PaintRun>& runs) override {
    ++paint_calls;
    for (const PaintRun& run : runs)
      painted.push_back({page, std::string(run.text), std::string(run.lang), run});
  }

  bool picture(uint32_t id, std::string_view bytes) override {
    pictures[id] = bytes;
    return decodes;
  }

  static bool is_mark(char32_t cp) {
    return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x64B && cp <= 0x65F) || cp == 0x93C ||
           (cp >= 0x93E && cp <= 0x94D) || cp == 0xE31 || (cp >= 0xE34 && cp <= 0xE3A) ||
           (cp >= 0xE47 && cp <= 0xE4E) || (cp >= 0x20D0 && cp <= 0x20F0) || cp == 0x200D ||
           (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0x1F3FB && cp <= 0x1F3FF);
  }
  static bool is_flag(char32_t cp) { return cp >= 0x1F1E6 && cp <= 0x1F1FF; }

 private:
  static float advance(char32_t cp) {
    const bool invisible = cp < 0x20 || (cp >= 0x200B && cp <= 0x200F) ||
                           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) ||
                           cp == 0xFEFF;
    if ((invisible && cp != '\t') || is_mark(cp)) return 0;
    const bool wide = (cp >= 0x2E80 && cp <= 0xA4CF) || (cp >= 0xAC00 && cp <= 0xD7A3) ||
                      (cp >= 0xFF01 && cp <= 0xFF60) || cp >= 0x1F000;
    return wide ? 1 : 0.5f;
  }
  PageId last_page_ = 0;
};

}  // namespace confab::platform
