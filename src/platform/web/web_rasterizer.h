// SPDX-License-Identifier: MIT
// WebRasterizer: text measured and painted by the browser's 2D canvas, through
// web/library_confab_text.js. Holds no textures of its own; page ids are GL texture names.
#pragma once

#include <vector>

#include "platform/rasterizer.h"

namespace confab::platform {

class WebRasterizer : public Rasterizer {
 public:
  // False (the default) while there is no GL context: measuring works, nothing is painted.
  void set_graphics(bool available) { graphics_ = available; }
  void set_dpr(float dpr) { dpr_ = dpr; }

  float measure(std::string_view text, const Font& font, bool rtl) override;
  void metrics(const Font& font, float& ascent, float& descent) override;
  void grapheme_breaks(std::string_view text, std::vector<uint32_t>& out) override;
  void word_breaks(std::string_view text, std::string_view lang,
                   std::vector<uint32_t>& out) override;
  uint32_t epoch() const override;
  bool can_paint() const override { return graphics_; }
  float dpr() const override { return dpr_; }
  PageId create_page(int width, int height) override;
  void destroy_page(PageId page) override;
  void paint(PageId page, const std::vector<PaintRun>& runs) override;
  bool picture(uint32_t id, std::string_view bytes) override;
  uint32_t paints() const { return paints_; }  // how often so far: what pages show may have changed

 private:
  void breaks(std::string_view text, std::string_view lang, bool words, std::vector<uint32_t>& out);
  bool graphics_ = false;
  float dpr_ = 1;
  uint32_t paints_ = 0;
  std::vector<uint32_t> records_;  // reused by paint()
};

}  // namespace confab::platform
