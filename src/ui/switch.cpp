// SPDX-License-Identifier: MIT
// Switches and segments; see switch.h.
#include "ui/switch.h"

#include <algorithm>

#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

float switch_row(Frame& f, uint64_t key, const Rect& at, const std::string& label, bool on,
                 Handler handler) {
  const Theme& t = *f.theme;
  const float room = at.w - 52, text_h = f.wrapped({0, 0, room, 0}, label, kBody, t.text, false);
  const Rect r{at.x, at.y, at.w, std::max(at.h, text_h + 12)};
  const uint64_t path = f.tree.path_of(key);
  const float hover = f.animate(path, f.hot == path);
  const float way = f.animate(path ^ 1, on);
  f.paint.fill({r.x - 8, r.y, r.w + 16, r.h}, fade(t.hover, hover), metric::radius_small);
  f.wrapped({r.x, r.y + (r.h - text_h) / 2, room, text_h}, label, kBody, t.text);
  const Rect track{r.right() - 40, r.y + (r.h - 24) / 2, 40, 24};
  f.paint.fill(track, mix(t.dark ? t.line : 0xc3c9d4ff, t.accent, way), 12);
  const float knob = track.x + 12 + 16 * way;
  f.paint.disc(knob, track.y + 12, 9, on ? t.on_accent : (t.dark ? t.dim : 0xffffffff));
  focus_ring(f, path, track, 12);
  Node& n = f.node(TwinTag::Button, key, r);
  n.cls("switch").attr("type", "button").attr("role", "switch");
  n.attr("aria-checked", on ? "true" : "false").attr("aria-label", label);
  n.interactive = true;
  n.on = [handler = std::move(handler)](const TwinInput& in) {
    if (in.event == TwinEvent::Click) handler(in);
  };
  return r.h;
}

namespace {

constexpr float kIconSpace = 22;

void segment(Frame& f, const Rect& r, const Choice& choice, bool chosen, bool icons,
             const Function<void(const std::string&)>& pick) {
  const Theme& t = *f.theme;
  const uint64_t k = key(choice.id), path = f.tree.path_of(k);
  const float hover = f.animate(path, f.hot == path);
  const float way = f.animate(path ^ 1, chosen);
  f.paint.fill(r, fade(t.line, 0.5f * hover * (1 - way)), metric::radius_small);
  if (way > 0) {
    f.paint.fill(r, fade(t.raise, way), metric::radius_small);
    f.paint.stroke(r, fade(t.line, way), metric::radius_small);
  }
  const Color ink = mix(t.dim, t.text, way);
  const float icon = icons ? kIconSpace : 0;
  const float w = f.text_width(choice.label, kItem) + icon;
  const float x = r.x + (r.w - w) / 2;
  if (icon > 0) f.paint.icon(choice.icon, {x, r.y, 16, r.h}, chosen ? t.accent : ink, 16);
  f.text({x + icon, r.y, r.right() - x - icon, r.h}, choice.label, kItem, ink);
  focus_ring(f, path, r, metric::radius_small);
  Node& n = f.node(TwinTag::Button, k, r);
  n.cls("radio").attr("type", "button").attr("role", "radio");
  n.attr("aria-checked", chosen ? "true" : "false").attr("aria-label", choice.label);
  n.attr("tabindex", chosen ? "0" : "-1");
  n.interactive = true;
  n.on = [pick, id = choice.id](const TwinInput& in) {
    if (in.event == TwinEvent::Click) pick(id);
  };
}

}  // namespace

float segments(Frame& f, uint64_t key, const Rect& at, const std::string& label,
               const std::vector<Choice>& choices, const std::string& chosen,
               Function<void(const std::string&)> pick) {
  const auto count = static_cast<float>(choices.size());
  float w = (at.w - 6) / count;
  const auto fit = [&](float beside) {
    return std::all_of(choices.begin(), choices.end(), [&](const Choice& c) {
      return f.text_width(c.label, kItem) + beside <= w - 8;
    });
  };
  const bool stacked = !fit(0);
  if (stacked) w = at.w - 6;
  const Rect r{at.x, at.y, at.w, stacked ? (at.h - 6) * count + 6 : at.h};
  f.paint.fill(r, f.theme->hover, metric::radius_field);
  f.open(TwinTag::Div, key, r).attr("role", "radiogroup").attr("aria-label", label);
  const bool icons = fit(kIconSpace);  // all of them, or none where a label would be cut
  for (size_t i = 0; i < choices.size(); ++i) {
    const auto n = static_cast<float>(i);
    const Rect box{r.x + 3 + (stacked ? 0 : w * n), r.y + 3 + (stacked ? (at.h - 6) * n : 0), w,
                   at.h - 6};
    segment(f, box, choices[i], choices[i].id == chosen, icons, pick);
  }
  f.close();
  return r.h;
}

}  // namespace confab::ui
