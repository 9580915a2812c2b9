// SPDX-License-Identifier: MIT
// SDL2 window, WebGL2 context and draw list of the widget's canvas; see web_graphics.h.
#include "platform/web/web_graphics.h"

#include <GLES3/gl3.h>
#include <SDL.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "platform/web/js.h"

namespace confab::platform {

struct WebGraphics::Picture {
  ImDrawListSharedData shared;
  ImDrawList list{&shared};

  Picture() {
    shared.SetCircleTessellationMaxError(0.08f);
    shared.CurveTessellationTol = 0.15f;
    shared.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill |
                          ImDrawListFlags_AllowVtxOffset;
  }
};

WebGraphics::WebGraphics() = default;

WebGraphics::~WebGraphics() {
  if (!context_) return;
  if (!lost_) renderer_.stop();
  SDL_GL_DeleteContext(context_);
  SDL_DestroyWindow(window_);
  SDL_Quit();
}

bool WebGraphics::start() {
  confab_js_canvas_bind();
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
  // No title: SDL would make it the title of the page, which is not ours.
  window_ = SDL_CreateWindow(nullptr, 0, 0, 1, 1, SDL_WINDOW_OPENGL);
  context_ = window_ ? SDL_GL_CreateContext(window_) : nullptr;
  if (!context_) {
    if (window_) SDL_DestroyWindow(window_);
    window_ = nullptr;
    SDL_Quit();
    return false;
  }
  renderer_.start();
  wait(Stage::Compiling);
  return true;
}

void WebGraphics::set_lost(bool lost) {
  if (!context_ || lost == lost_) return;
  lost_ = lost;
  if (lost) {
    renderer_.forget();
    fence_ = nullptr;
  } else {
    renderer_.start();
    wait(Stage::Compiling);
    width_px_ = height_px_ = 0;  // the size is set again with the first frame
  }
}

void WebGraphics::wait(Stage stage) {
  stage_ = stage;
  fence_ = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush();
}

bool WebGraphics::can_draw() {
  if (!ready()) return false;
  if (!fence_) return true;
  const auto sync = static_cast<GLsync>(fence_);
  GLint status = GL_UNSIGNALED;
  glGetSynciv(sync, GL_SYNC_STATUS, 1, nullptr, &status);
  if (status != GL_SIGNALED) return false;
  if (stage_ == Stage::Compiling && !renderer_.compiled()) return false;
  glDeleteSync(sync);
  fence_ = nullptr;
  stage_ = stage_ == Stage::Compiling ? Stage::Compiled : Stage::Settled;
  return true;
}

ImDrawList* WebGraphics::begin(float width, float height, float dpr) {
  const int w = std::max(1, static_cast<int>(std::lround(width * dpr)));
  const int h = std::max(1, static_cast<int>(std::lround(height * dpr)));
  if (w != width_px_ || h != height_px_) {
    confab_js_canvas_size(w, h);
    width_px_ = w;
    height_px_ = h;
    shown_ = 0;
  }
  scale_x_ = static_cast<float>(w) / width;
  scale_y_ = static_cast<float>(h) / height;
  if (!picture_) picture_ = std::make_unique<Picture>();
  ImDrawList& list = picture_->list;
  list._ResetForNewFrame();
  list.PushTexture(ImTextureRef());  // none: shapes
  list.PushClipRect({0, 0}, {width, height});
  return &list;
}

uint64_t WebGraphics::fingerprint(uint32_t ground, uint32_t paints) const {
  uint64_t sum = 0x9e3779b97f4a7c15u;
  const auto add = [&sum](uint64_t word) {
    sum = (sum ^ word) * 0xff51afd7ed558ccdu;
    sum ^= sum >> 32;
  };
  const auto add_all = [&add](const auto& items) {
    const auto* bytes = reinterpret_cast<const char*>(items.Data);
    const auto size = static_cast<size_t>(items.size_in_bytes());
    add(size);
    for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
      uint64_t word = 0;
      std::memcpy(&word, bytes + i, std::min(sizeof word, size - i));
      add(word);
    }
  };
  const ImDrawList& list = picture_->list;
  add(uint64_t{ground} << 32 | paints);
  add_all(list.VtxBuffer);
  add_all(list.IdxBuffer);
  for (const ImDrawCmd& cmd : list.CmdBuffer) {
    for (const float edge : {cmd.ClipRect.x, cmd.ClipRect.y, cmd.ClipRect.z, cmd.ClipRect.w})
      add(static_cast<uint64_t>(static_cast<int64_t>(edge * 64)));
    add(static_cast<uint64_t>(cmd.GetTexID()));
    add(uint64_t{cmd.IdxOffset} << 32 | cmd.ElemCount);
    add(cmd.VtxOffset);
  }
  return sum | 1;
}

void WebGraphics::end(uint32_t ground, uint32_t paints) {
  const uint64_t picture = fingerprint(ground, paints);
  if (picture == shown_ && stage_ == Stage::Settled) return;
  shown_ = picture;
  glViewport(0, 0, width_px_, height_px_);
  glDisable(GL_SCISSOR_TEST);
  const auto part = [ground](int shift) {
    return static_cast<float>(ground >> shift & 0xff) / 255;
  };
  glClearColor(part(24), part(16), part(8), 1);
  glClear(GL_COLOR_BUFFER_BIT);
  renderer_.draw(picture_->list, scale_x_, scale_y_, width_px_, height_px_);
  if (stage_ != Stage::Compiled) return;
  if (picture_->list.IdxBuffer.Size >= 6) renderer_.draw_page_of_nothing();
  wait(Stage::Drawing);
}

}  // namespace confab::platform
