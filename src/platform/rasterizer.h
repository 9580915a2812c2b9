// SPDX-License-Identifier: MIT
// Rasterizer: measures text and paints line runs into texture pages, with the visitor's own fonts.
// Layout needs only the measuring half, so the program lays out without any graphics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace confab::platform {

enum class Face : uint8_t { Ui, Mono };

// One look of text. px in CSS pixels; the line height is the interface's business.
struct Font {
  uint8_t px = 15;
  Face face = Face::Ui;
  bool semibold = false, italic = false;
  friend bool operator==(const Font&, const Font&) = default;
  uint32_t key() const {
    return px | (static_cast<uint32_t>(face) << 8) | (semibold ? 1u << 16 : 0) |
           (italic ? 1u << 17 : 0);
  }
};

using PageId = uint32_t;  // 0: none; what ImTextureID carries

// A run to paint: one visual line (or part of it) with one style and one base direction. The
// rectangle is in device pixels of the page and includes `pad` CSS px around the advance box.
struct PaintRun {
  std::string_view text;
  Font font;
  bool rtl = false;
  uint32_t rgba = 0;      // 0xRRGGBBAA, straight alpha
  std::string_view lang;  // BCP 47 or empty
  float baseline = 0;     // CSS px from the rectangle's top (pad included) to the baseline
  float pad = 0;          // CSS px left of the advance box
  uint32_t picture = 0;   // instead of text: the picture() of this number as a disc as wide as w
  uint16_t x = 0, y = 0, w = 0, h = 0;
};

class Rasterizer {
 public:
  virtual ~Rasterizer() = default;

  // Advance width in CSS px of `text` on one line.
  virtual float measure(std::string_view text, const Font& font, bool rtl) = 0;
  // Ascent and descent of the font in CSS px (for centring a line in its box).
  virtual void metrics(const Font& font, float& ascent, float& descent) = 0;
  // Offsets (bytes, ascending, without 0 and size) at which `text` may be broken: between
  // grapheme clusters, or between words for scripts that need a dictionary (Thai, Khmer, Lao...).
  virtual void grapheme_breaks(std::string_view text, std::vector<uint32_t>& out) = 0;
  virtual void word_breaks(std::string_view text, std::string_view lang,
                           std::vector<uint32_t>& out) = 0;
  // Grows when measured widths may have changed (web font loaded): drop all caches.
  virtual uint32_t epoch() const = 0;

  // --- graphics half; without WebGL can_paint() is false and the rest is never called ---
  virtual bool can_paint() const = 0;
  virtual float dpr() const = 0;                          // device px per CSS px
  virtual PageId create_page(int width, int height) = 0;  // cleared to transparent
  virtual void destroy_page(PageId page) = 0;
  virtual void paint(PageId page, const std::vector<PaintRun>& runs) = 0;
  // True: this picture can be painted now. Else it is being decoded from `bytes`, an image file,
  // and a frame is asked for when that is done; or it cannot be decoded, and this stays false.
  // Those not asked for any more are forgotten.
  virtual bool picture(uint32_t id, std::string_view bytes) = 0;
};

}  // namespace confab::platform
