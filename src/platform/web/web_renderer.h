// SPDX-License-Identifier: MIT
// WebRenderer: draws Dear ImGui's draw lists with WebGL 2. The context is ours alone, so nothing is
// saved or asked back: a question to WebGL waits for the GPU process, and the first one for its
// start.
#pragma once

#include <cstdint>

struct ImDrawList;

namespace confab::platform {

class WebRenderer {
 public:
  void start();  // the context is current and new
  // To draw before that would block the page until it is.
  bool compiled() const;
  void forget();  // the context is lost: names mean nothing any more
  void stop();    // deletes what start() and draw() made
  // Scale: from the list's CSS px to device px. What has no texture is a plain shape.
  void draw(const ImDrawList& list, float scale_x, float scale_y, int width_px, int height_px);
  // After a draw(): one texel of nothing, so that a software GPU learns to draw pages before there
  // are any.
  void draw_page_of_nothing();

 private:
  uint32_t program(const char* fragment);
  void pointers(unsigned vertex_offset);

  // Shapes need no texture, and software GL takes long to look one up.
  uint32_t shapes_ = 0, pages_ = 0;
  uint32_t vertices_ = 0, indices_ = 0, frame_ = 0, array_ = 0;
};

}  // namespace confab::platform
