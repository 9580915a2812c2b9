// SPDX-License-Identifier: MIT
// RunCache: painted runs as textured quads. A frame asks for runs, gets quads (or "missing" when
// the frame's time budget is spent), and flush() paints all missing ones in one batch per page.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "platform/clock.h"
#include "platform/rasterizer.h"

namespace confab::text {

struct RunStyle {
  platform::Font font;
  bool rtl = false;
  uint32_t rgba = 0x000000ff;  // 0xRRGGBBAA
  float line_height = 0;       // CSS px
  std::string_view lang;
};

// A quad in CSS px relative to the run's advance box (x = 0 at its left edge, y = 0 at the line
// box's top), and its texture coordinates. Its corners lie on device pixels when the advance box's
// left edge and the line box's top do; the caller sees to that. Texels have straight alpha.
struct Quad {
  platform::PageId page = 0;  // 0: nothing to draw (empty text, no graphics, no room left)
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  float u0 = 0, v0 = 0, u1 = 0, v1 = 0;
};

class RunCache {
 public:
  RunCache(platform::Rasterizer& rasterizer, class Measurer& measurer, platform::Clock& clock);
  ~RunCache();

  void begin_frame(float dpr);  // drops everything when dpr or epoch changed
  // Allocates and queues the run when it is new; width = its advance in CSS px. The quad of a
  // queued run is good to draw after flush(); until it is painted it is transparent.
  Quad get(std::string_view text, float width, const RunStyle& style);
  // The same for a picture of the rasterizer's as a disc so many CSS px wide, from (0, 0).
  Quad picture(uint32_t id, float size);
  // Paints what is queued, at least one run and then until the budget (ms) is spent. True when
  // something is still missing: ask for another frame.
  bool flush(double budget_ms);
  void clear();  // context lost or closed: pages are gone
  size_t gpu_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::text
