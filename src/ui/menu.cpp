// SPDX-License-Identifier: MIT
// The open menu; see menu.h.
#include "ui/menu.h"

#include <algorithm>
#include <cmath>

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {

float item_height(const Frame& f) { return f.env.touch ? 44.0f : 35.0f; }
bool any_icon(const MenuSpec& spec) {
  return std::any_of(spec.items.begin(), spec.items.end(),
                     [](const MenuItem& i) { return i.icon != Icon::None; });
}

}  // namespace

void Menu::show(MenuSpec spec) {
  spec_ = std::move(spec);
  open_ = !spec_.items.empty();
  ++serial_;
}

Rect Menu::place(Frame& f) const {
  float w = 172;
  for (const auto& item : spec_.items)
    w = std::max(w, std::ceil(f.text_width(item.label, kItem)) + 44 + (any_icon(spec_) ? 28 : 0));
  w = std::min(w, f.width - 16);
  const float h = 12 + item_height(f) * static_cast<float>(spec_.items.size());
  const Rect& a = spec_.anchor;
  float x = spec_.align_end ? a.right() - w : a.x;
  float y = a.bottom() + 4;
  if (y + h > f.height - 8 && a.y - 4 - h >= 8) y = a.y - 4 - h;
  x = std::clamp(x, 8.0f, std::max(8.0f, f.width - w - 8));
  y = std::clamp(y, 8.0f, std::max(8.0f, f.height - h - 8));
  return {x, y, w, h};
}

void Menu::draw(Frame& f) {
  const uint64_t fade_id = key("menu-fade", serial_);
  const float way = open_ ? f.appear(fade_id) : 0;
  if (!open_) return;
  const Theme& t = *f.theme;
  Node& scrim = f.node(TwinTag::Div, key("menu-scrim"), {0, 0, f.width, f.height});
  scrim.cls("under").attr("aria-hidden", "true");
  scrim.interactive = true;
  scrim.on = [this](const TwinInput& in) {
    if (in.event == TwinEvent::Click || in.event == TwinEvent::Context) close();
  };
  const Rect r = place(f);
  f.paint.push_alpha(way);
  f.paint.shadow(r, metric::radius_panel, t.dark);
  f.paint.fill(r, t.raise, metric::radius_panel);
  f.paint.stroke(r, t.line, metric::radius_panel);
  f.open(TwinTag::Div, key("menu", serial_), r)
      .cls("menu")
      .attr("role", "menu")
      .attr("aria-label", spec_.label);
  for (size_t i = 0; i < spec_.items.size(); ++i)
    item(f, {r.x + 6, r.y + 6 + item_height(f) * static_cast<float>(i), r.w - 12, item_height(f)},
         i);
  f.close();
  f.paint.pop_alpha();
}

void Menu::item(Frame& f, const Rect& r, size_t index) {
  const Theme& t = *f.theme;
  const MenuItem& item = spec_.items[index];
  const uint64_t k = key("item", index), path = f.tree.path_of(k);
  const bool lit = item.enabled && (f.hot == path || f.focused == path);
  f.paint.fill(r, fade(t.hover, f.animate(path, lit)), metric::radius_small);
  if (!item.enabled) f.paint.push_alpha(0.45f);
  const Color ink = item.danger ? t.bad : t.text;
  const float indent = any_icon(spec_) ? 28.0f : 0.0f;
  if (item.icon != Icon::None)
    f.paint.icon(item.icon, {r.x + 10, r.y, 16, r.h}, item.danger ? t.bad : t.dim, 16);
  f.text({r.x + 10 + indent, r.y, r.w - 20 - indent, r.h}, item.label, kItem, ink);
  if (!item.enabled) f.paint.pop_alpha();
  Node& n = f.node(TwinTag::Button, k, r);
  n.cls(item.danger ? "mi bad t14" : "mi t14").attr("type", "button").attr("role", "menuitem");
  n.set_text(item.label).attr("tabindex", "-1");
  if (!item.enabled) n.attr("aria-disabled", "true");
  n.interactive = item.enabled;
  n.on = [this, index](const TwinInput& in) {
    if (in.event != TwinEvent::Click || index >= spec_.items.size()) return;
    if (!spec_.items[index].enabled) return;
    const auto run = spec_.items[index].run;  // may open another menu
    close();
    if (run) run();
  };
}

}  // namespace confab::ui
