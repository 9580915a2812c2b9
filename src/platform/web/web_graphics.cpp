// SPDX-License-Identifier: MIT
// SDL2 window, WebGL2 context and Dear ImGui's renderer on the widget's canvas; see web_graphics.h.
#include "platform/web/web_graphics.h"

#include <GLES3/gl3.h>
#include <SDL.h>
#include <emscripten/html5.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "platform/web/js.h"

namespace confab::platform {

WebGraphics::~WebGraphics() {
  if (!context_) return;
  if (!lost_) renderer_.stop();
  SDL_GL_DeleteContext(context_);
  SDL_DestroyWindow(window_);
  SDL_Quit();
}

bool WebGraphics::start() {
  confab_js_canvas_bind();
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, "#canvas");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  SDL_GL_SetAttribute(SDL_GL_ALPHA_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_STENCIL_SIZE, 0);
  // No title: SDL would make it the title of the page, which is not ours.
  window_ = SDL_CreateWindow(nullptr, 0, 0, 1, 1, SDL_WINDOW_OPENGL);
  // The page is somebody else's: SDL's listeners on window and document would see, and some would
  // swallow, the host's events. All input comes through the twin.
  emscripten_html5_remove_all_event_listeners();
  context_ = window_ ? SDL_GL_CreateContext(window_) : nullptr;
  if (!context_) {
    if (window_) SDL_DestroyWindow(window_);
    window_ = nullptr;
    SDL_Quit();
    return false;
  }
  renderer_.start();
  return true;
}

void WebGraphics::set_lost(bool lost) {
  if (!context_ || lost == lost_) return;
  lost_ = lost;
  if (lost) {
    renderer_.forget();
    first_frame_ = nullptr;
    settled_ = false;
  } else {
    renderer_.start();
    width_px_ = height_px_ = 0;  // the size is set again with the first frame
  }
}

bool WebGraphics::settled() {
  if (settled_ || !first_frame_ || !ready()) return settled_ && ready();
  const auto sync = static_cast<GLsync>(first_frame_);
  GLint status = GL_UNSIGNALED;
  glGetSynciv(sync, GL_SYNC_STATUS, 1, nullptr, &status);
  if (status != GL_SIGNALED) return false;
  glDeleteSync(sync);
  first_frame_ = nullptr;
  return settled_ = true;
}

void WebGraphics::begin(float width, float height, float dpr, const float clear_rgb[3]) {
  const int w = std::max(1, static_cast<int>(std::lround(width * dpr)));
  const int h = std::max(1, static_cast<int>(std::lround(height * dpr)));
  if (w != width_px_ || h != height_px_) {
    confab_js_canvas_size(w, h);
    width_px_ = w;
    height_px_ = h;
  }
  std::copy(clear_rgb, clear_rgb + 3, clear_);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {width, height};
  io.DisplayFramebufferScale = {static_cast<float>(w) / width, static_cast<float>(h) / height};
  io.DeltaTime = 1.0f / 60;
  ImGui::NewFrame();
}

void WebGraphics::end() {
  ImGui::Render();
  glViewport(0, 0, width_px_, height_px_);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(clear_[0], clear_[1], clear_[2], 1);
  glClear(GL_COLOR_BUFFER_BIT);
  renderer_.draw(ImGui::GetDrawData(), width_px_, height_px_);
  if (settled_ || first_frame_) return;
  first_frame_ = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush();
}

}  // namespace confab::platform
