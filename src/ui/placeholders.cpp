// SPDX-License-Identifier: MIT
// Screens with nothing on them yet: skeleton and empty state.
#include <algorithm>
#include <cmath>

#include "ui/widgets.h"

namespace confab::ui {

void skeleton(Frame& f, const Rect& r) {
  const Theme& t = *f.theme;
  constexpr float kWidths[] = {0.58f, 0.40f, 0.50f, 0.34f, 0.62f};
  constexpr bool kOwn[] = {false, false, true, false, true};
  float y = r.bottom() - 24;
  for (int i = 4; i >= 0 && y > r.y + 60; --i) {
    const float h = i % 2 == 0 ? 58.0f : 37.0f, w = std::min(kWidths[i] * r.w, 320.0f);
    y -= h;
    const float x = kOwn[i] ? r.right() - 16 - w : r.x + 52;
    f.paint.fill({x, y, w, h}, kOwn[i] ? fade(t.own, 0.6f) : t.other, 16);
    if (!kOwn[i]) f.paint.disc(r.x + 30, y + h - 14, 14, t.other);
    y -= 14;
  }
}

void empty_state(Frame& f, uint64_t k, const Rect& r, Icon icon, const std::string& text,
                 const std::string& action, Handler on) {
  const Theme& t = *f.theme;
  const float w = std::min(300.0f, r.w - 48), x = r.x + (r.w - w) / 2;
  const float h = f.paragraph(0, {0, 0, w, 0}, text, kBody, t.dim, Align::Center, "", false);
  float y = std::floor(r.y + std::max(16.0f, (r.h - 56 - 16 - h - (action.empty() ? 0 : 62)) / 2));
  f.paint.disc(r.x + r.w / 2, y + 28, 28, t.hover);
  f.paint.icon(icon, {r.x + r.w / 2 - 28, y, 56, 56}, t.dim, 26);
  y += 72;
  y += f.paragraph(k, {x, y, w, 0}, text, kBody, t.dim, Align::Center, "dim");
  if (action.empty()) return;
  const float bw = button_width(f, action);
  button(f, k + 2, {r.x + (r.w - bw) / 2, y + 20, bw, metric::field}, action, {}, std::move(on));
}

}  // namespace confab::ui
