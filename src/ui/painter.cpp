// SPDX-License-Identifier: MIT
// Shapes in Dear ImGui's terms. The anti-aliasing fringe is one device pixel, not one CSS pixel.
#include "ui/painter.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace confab::ui {
namespace {

constexpr float kPi = 3.14159265f;

// Reads the numbers and letters of icon_path().
class PathReader {
 public:
  explicit PathReader(std::string_view path) : path_(path) {}
  bool command(char& c) {
    while (at_ < path_.size() && path_[at_] == ' ') ++at_;
    if (at_ >= path_.size()) return false;
    c = path_[at_++];
    return true;
  }
  float number() {
    while (at_ < path_.size() && path_[at_] == ' ') ++at_;
    float value = 0, unit = 1;
    bool fraction = false;
    for (; at_ < path_.size(); ++at_) {
      const char c = path_[at_];
      if (c == '.') {
        fraction = true;
      } else if (c >= '0' && c <= '9') {
        if (fraction) unit /= 10;
        value = fraction ? value + static_cast<float>(c - '0') * unit
                         : value * 10 + static_cast<float>(c - '0');
      } else {
        break;
      }
    }
    return value;
  }

 private:
  std::string_view path_;
  size_t at_ = 0;
};

}  // namespace

void Painter::begin(ImDrawList* list, float width, float dpr, bool rtl) {
  list_ = list, width_ = width, dpr_ = dpr > 0 ? dpr : 1, rtl_ = rtl, alpha_ = 1;
  alphas_.clear();
  muted_ = nullptr;
  if (list_) list_->_FringeScale = 1 / dpr_;
}

void Painter::mute(bool off) {
  if (off == (muted_ != nullptr)) return;
  std::swap(list_, muted_);
}

float Painter::snap(float v) const { return std::round(v * dpr_) / dpr_; }

uint32_t Painter::packed(Color c) const {
  c = fade(c, alpha_);
  return IM_COL32(c >> 24 & 0xff, c >> 16 & 0xff, c >> 8 & 0xff, c & 0xff);
}

void Painter::raw_fill(const Rect& r, Color c, float radius) {
  if (!list_ || (c & 0xff) == 0) return;
  if (radius < 0.5f) return list_->AddRectFilled({r.x, r.y}, {r.right(), r.bottom()}, packed(c));
  round_path(r, {radius, radius, radius, radius});
  list_->PathFillConvex(packed(c));
}

// Dear ImGui's own rounded rectangles stop a pixel short of a full half circle.
void Painter::round_path(const Rect& r, const Corners& k) {
  const float most = std::min(r.w, r.h) / 2;
  const auto corner = [&](float x, float y, float radius, float from) {
    radius = std::clamp(radius, 0.0f, most);
    list_->PathArcTo({x < r.x + r.w / 2 ? r.x + radius : r.right() - radius,
                      y < r.y + r.h / 2 ? r.y + radius : r.bottom() - radius},
                     radius, from, from + kPi * 0.5f);
  };
  corner(r.x, r.y, k.tl, kPi);
  corner(r.right(), r.y, k.tr, kPi * 1.5f);
  corner(r.right(), r.bottom(), k.br, 0);
  corner(r.x, r.bottom(), k.bl, kPi * 0.5f);
  // Where two arcs meet (pills, circles) they share a point, and an edge of no length has no
  // normal.
  auto& path = list_->_Path;
  const auto same = [](const ImVec2& a, const ImVec2& b) {
    return std::abs(a.x - b.x) < 0.02f && std::abs(a.y - b.y) < 0.02f;
  };
  int kept = 0;
  for (int i = 0; i < path.Size; ++i)
    if (kept == 0 || !same(path[i], path[kept - 1])) path[kept++] = path[i];
  while (kept > 1 && same(path[kept - 1], path[0])) --kept;
  path.resize(kept);
}

void Painter::fill(const Rect& r, Color c, float radius) { raw_fill(mirror(r), c, radius); }

void Painter::fill(const Rect& logical, Color c, const Corners& k) {
  if (!list_ || (c & 0xff) == 0) return;
  const Rect r = mirror(logical);
  const Corners q = rtl_ ? Corners{k.tr, k.tl, k.bl, k.br} : k;
  round_path(r, q);
  list_->PathFillConvex(packed(c));
}

void Painter::stroke(const Rect& logical, Color c, float radius, float thickness) {
  if (!list_ || (c & 0xff) == 0) return;
  const Rect r = mirror(logical).inset(thickness / 2);
  const float k = std::max(radius - thickness / 2, 0.0f);
  round_path(r, {k, k, k, k});
  list_->PathStroke(packed(c), ImDrawFlags_Closed, thickness);
}

void Painter::ring(const Rect& r, Color c, float radius) {
  stroke(r.inset(-3), fade(c, 0.22f), radius + 3, 3);
}

void Painter::disc(float cx, float cy, float radius, Color c) {
  if (!list_ || (c & 0xff) == 0) return;
  list_->AddCircleFilled({rtl_ ? width_ - cx : cx, cy}, radius, packed(c));
}

void Painter::hline(float x, float y, float w, Color c) { fill({x, y, w, 1}, c); }
void Painter::vline(float x, float y, float h, Color c) { fill({x, y, 1, h}, c); }

void Painter::shadow(const Rect& r, float radius, bool dark) {
  if (!list_) return;
  // 0 12px 32px: rectangles of growing size, weighted so that they add up to a Gaussian's edge.
  const Color ink = dark ? 0x00000000u : 0x0e152500u;
  constexpr float kSigma = 14, kStep = 2;
  const float strength = dark ? 0.5f : 0.24f;
  float owed = 0;  // alphas are whole numbers; what rounding leaves goes to the next
  for (float grow = -30; grow <= 30; grow += kStep) {
    const float x = grow / kSigma;
    owed += 255 * strength * std::exp(-0.5f * x * x) * kStep / (kSigma * 2.5066f);
    const float alpha = std::floor(owed);
    if (alpha < 1) continue;
    owed -= alpha;
    const Rect s{r.x - grow, r.y - grow + 12, r.w + 2 * grow, r.h + 2 * grow};
    if (s.w < 4 || s.h < 4) continue;
    fill(s, ink | static_cast<uint32_t>(alpha), std::max(radius + grow, 3.0f));
  }
  for (int i = 0; i < 3; ++i) {
    const float grow = static_cast<float>(i);
    fill({r.x - grow, r.y - grow + 2, r.w + 2 * grow, r.h + 2 * grow}, ink | (dark ? 0x20u : 0x09u),
         radius + grow);
  }
}

void Painter::icon(Icon icon, const Rect& logical, Color c, float size, float stroke) {
  if (!list_ || icon == Icon::None) return;
  const Rect box = mirror(logical);
  const float k = size / 24, left = snap(box.x + (box.w - size) / 2),
              top = snap(box.y + (box.h - size) / 2), width = stroke * k;
  const bool turn = rtl_ && icon_mirrors(icon);
  const auto point = [&](float x, float y) {
    return ImVec2(left + (turn ? 24 - x : x) * k, top + y * k);
  };
  const uint32_t colour = packed(c);
  const float cap = width / 2;
  ImVec2 first{}, last{};
  bool closed = false, open = false;
  const auto finish = [&] {
    if (open && list_->_Path.Size > 1)
      list_->PathStroke(colour, closed ? ImDrawFlags_Closed : 0, width);
    list_->PathClear();
    if (open && !closed && width > 1.0f) {  // round caps
      list_->AddCircleFilled(first, cap, colour, 10);
      list_->AddCircleFilled(last, cap, colour, 10);
    }
    open = closed = false;
  };
  PathReader reader(icon_path(icon));
  char command;
  while (reader.command(command)) {
    if (command == 'M' || command == 'O') finish();
    if (command == 'M') {
      const float x = reader.number(), y = reader.number();
      first = last = point(x, y);
      list_->PathLineTo(first);
      open = true;
    } else if (command == 'L') {
      const float x = reader.number(), y = reader.number();
      list_->PathLineTo(last = point(x, y));
    } else if (command == 'C') {
      float v[6];
      for (float& n : v) n = reader.number();
      last = point(v[4], v[5]);
      list_->PathBezierCubicCurveTo(point(v[0], v[1]), point(v[2], v[3]), last);
    } else if (command == 'O') {
      const float x = reader.number(), y = reader.number(), radius = reader.number();
      if (radius < 1) {
        list_->AddCircleFilled(point(x, y), (radius + stroke / 2) * k, colour, 12);
      } else {
        list_->AddCircle(point(x, y), radius * k, colour, 0, width);
      }
    } else if (command == 'Z') {
      closed = true;
    }
  }
  finish();
}

void Painter::clip(const Rect& logical) {
  if (!list_) return;
  const Rect r = mirror(logical);
  list_->PushClipRect({r.x, r.y}, {r.right(), r.bottom()}, true);
}

void Painter::unclip() {
  if (list_) list_->PopClipRect();
}

void Painter::raw_quad(const text::Quad& q, float x, float y) {
  if (!list_ || q.page == 0) return;
  const float left = snap(x + q.x0), top = snap(y + q.y0);
  const uint32_t tint = IM_COL32(255, 255, 255, std::lround(alpha_ * 255));
  list_->AddImage(ImTextureRef(static_cast<ImTextureID>(q.page)), {left, top},
                  {left + (q.x1 - q.x0), top + (q.y1 - q.y0)}, {q.u0, q.v0}, {q.u1, q.v1}, tint);
}

}  // namespace confab::ui
