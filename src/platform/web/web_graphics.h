// SPDX-License-Identifier: MIT
// WebGraphics: the SDL2 window over the widget's canvas, its WebGL2 context and the one draw list
// of the picture. Takes no input: pointer and keys come through the twin (docs/architecture.md).
#pragma once

#include <cstdint>
#include <memory>

#include "platform/web/web_renderer.h"

struct SDL_Window;
struct ImDrawList;

namespace confab::platform {

class WebGraphics {
 public:
  WebGraphics();
  ~WebGraphics();
  WebGraphics(const WebGraphics&) = delete;

  bool start();  // false: no context to be had; the twin then shows itself
  bool ready() const { return context_ != nullptr && !lost_; }
  // A new context first compiles, then draws one picture without text. Both take the GPU process
  // long while it starts, and what is asked or uploaded meanwhile would block the page: nothing is.
  bool can_draw();
  bool settled() const { return ready() && stage_ == Stage::Settled; }
  void set_lost(bool lost);  // false: recreates what the new context lacks
  ImDrawList* begin(float width, float height, float dpr);  // an empty picture; size in CSS px
  // Renders the picture on `ground`, 0xRRGGBBAA. One that is the same as the last, pages (`paints`
  // counts their changes) included, is on the canvas already: the GPU is left alone.
  void end(uint32_t ground, uint32_t paints);

 private:
  struct Picture;  // Dear ImGui's draw list needs no Dear ImGui context, only this
  std::unique_ptr<Picture> picture_;
  WebRenderer renderer_;
  SDL_Window* window_ = nullptr;
  void* context_ = nullptr;
  enum class Stage : uint8_t { Compiling, Compiled, Drawing, Settled };
  void wait(Stage stage);
  uint64_t fingerprint(uint32_t ground, uint32_t paints) const;

  Stage stage_ = Stage::Compiling;
  void* fence_ = nullptr;  // GLsync that ends Compiling and Drawing
  bool lost_ = false;
  uint64_t shown_ = 0;  // fingerprint of what the canvas shows; 0: nothing known
  int width_px_ = 0, height_px_ = 0;
  float scale_x_ = 1, scale_y_ = 1;
};

}  // namespace confab::platform
