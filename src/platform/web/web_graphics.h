// SPDX-License-Identifier: MIT
// WebGraphics: the SDL2 window over the widget's canvas, its WebGL2 context and Dear ImGui's
// renderer. Takes no input: pointer and keys come through the twin (docs/architecture.md).
#pragma once

#include <cstdint>

#include "platform/web/web_renderer.h"

struct SDL_Window;
struct ImDrawList;

namespace confab::platform {

class WebGraphics {
 public:
  WebGraphics() = default;
  ~WebGraphics();
  WebGraphics(const WebGraphics&) = delete;

  bool start();  // false: no context to be had; the twin then shows itself
  bool ready() const { return context_ != nullptr && !lost_; }
  // A new context first compiles, then draws one picture without text. Both take the GPU process
  // long while it starts, and what is asked or uploaded meanwhile would block the page: nothing is.
  bool can_draw();
  bool settled() const { return ready() && stage_ == Stage::Settled; }
  void set_lost(bool lost);  // false: recreates what the new context lacks
  // Opens an ImGui frame; size in CSS px. Draw into ImGui::GetBackgroundDrawList().
  void begin(float width, float height, float dpr);
  void end(uint32_t ground);  // 0xRRGGBBAA; renders on it and presents

 private:
  WebRenderer renderer_;
  SDL_Window* window_ = nullptr;
  void* context_ = nullptr;
  enum class Stage : uint8_t { Compiling, Compiled, Drawing, Settled };
  void wait(Stage stage);

  Stage stage_ = Stage::Compiling;
  void* fence_ = nullptr;  // GLsync that ends Compiling and Drawing
  bool lost_ = false;
  int width_px_ = 0, height_px_ = 0;
};

}  // namespace confab::platform
