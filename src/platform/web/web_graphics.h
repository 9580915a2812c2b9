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
  // Whether a new context has drawn its first frame. Until then uploads would block the page while
  // the GPU process starts and compiles.
  bool settled();
  bool waiting() const { return first_frame_ != nullptr; }  // for that frame
  void set_lost(bool lost);  // false: recreates what the new context lacks
  // Opens an ImGui frame; size in CSS px. Draw into ImGui::GetBackgroundDrawList().
  void begin(float width, float height, float dpr, const float clear_rgb[3]);
  void end();  // renders and presents

 private:
  WebRenderer renderer_;
  SDL_Window* window_ = nullptr;
  void* context_ = nullptr;
  void* first_frame_ = nullptr;  // GLsync behind it; null: not drawn yet, or settled
  bool lost_ = false, settled_ = false;
  int width_px_ = 0, height_px_ = 0;
  float clear_[3] = {1, 1, 1};
};

}  // namespace confab::platform
