// SPDX-License-Identifier: MIT
// Painter: the interface's shapes over one ImDrawList. Coordinates are logical (left-to-right) CSS
// px and mirrored here, and nowhere else, for right-to-left; raw_* calls take window coordinates.
// Without a draw list every call does nothing, so the same code serves the twin alone.
#pragma once

#include <vector>

#include "text/run_cache.h"
#include "ui/icons.h"
#include "ui/node.h"
#include "ui/theme.h"

struct ImDrawList;

namespace confab::ui {

struct Corners {
  float tl = 0, tr = 0, br = 0, bl = 0;
};

class Painter {
 public:
  void begin(ImDrawList* list, float width, float dpr, bool rtl);
  bool on() const { return list_ != nullptr; }
  void mute(bool off);  // out of view: only the twin is wanted
  bool rtl() const { return rtl_; }
  Rect mirror(const Rect& r) const { return rtl_ ? Rect{width_ - r.x - r.w, r.y, r.w, r.h} : r; }
  float snap(float v) const;  // to whole device pixels

  void fill(const Rect& r, Color c, float radius = 0);
  void fill(const Rect& r, Color c, const Corners& corners);
  void stroke(const Rect& r, Color c, float radius = 0, float thickness = 1);
  void ring(const Rect& r, Color c, float radius);  // focus: 3 px outside
  void disc(float cx, float cy, float radius, Color c);
  void hline(float x, float y, float w, Color c);
  void vline(float x, float y, float h, Color c);
  void shadow(const Rect& r, float radius, bool dark);
  void icon(Icon icon, const Rect& box, Color c, float size = 18, float stroke = 1.75f);

  void clip(const Rect& r);
  void unclip();
  void push_alpha(float a) { alphas_.push_back(alpha_), alpha_ *= a; }
  void pop_alpha() { alpha_ = alphas_.back(), alphas_.pop_back(); }

  void raw_quad(const text::Quad& q, float x, float y);  // origin of the run's advance box
  void raw_fill(const Rect& r, Color c, float radius = 0);

 private:
  uint32_t packed(Color c) const;
  void round_path(const Rect& r, const Corners& k);

  ImDrawList* list_ = nullptr;
  ImDrawList* muted_ = nullptr;
  float width_ = 0, dpr_ = 1, alpha_ = 1;
  bool rtl_ = false;
  std::vector<float> alphas_;
};

}  // namespace confab::ui
