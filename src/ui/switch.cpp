// SPDX-License-Identifier: MIT
// Switches and segments; see switch.h.
#include "ui/switch.h"

#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

Node& switch_row(Frame& f, uint64_t key, const Rect& r, const std::string& label, bool on,
                 Handler handler) {
  const Theme& t = *f.theme;
  const uint64_t path = f.tree.path_of(key);
  const float hover = f.animate(path, f.hot == path);
  const float way = f.animate(path ^ 1, on);
  f.paint.fill({r.x - 8, r.y, r.w + 16, r.h}, fade(t.hover, hover), metric::radius_small);
  const float room = r.w - 52;
  f.text({r.x, r.y, room, r.h}, label, f.text_width(label, kBody) > room ? kSmall : kBody, t.text);
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
  return n;
}

namespace {

constexpr float kIconSpace = 22;

void segment(Frame& f, const Rect& r, const Choice& choice, bool chosen, bool icons,
             const std::function<void(const std::string&)>& pick) {
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

void segments(Frame& f, uint64_t key, const Rect& r, const std::string& label,
              const std::vector<Choice>& choices, const std::string& chosen,
              std::function<void(const std::string&)> pick) {
  f.paint.fill(r, f.theme->hover, metric::radius_field);
  f.open(TwinTag::Div, key, r).attr("role", "radiogroup").attr("aria-label", label);
  const float w = (r.w - 6) / static_cast<float>(choices.size());
  bool icons = true;  // all of them, or none where a label would be cut
  for (const Choice& c : choices)
    icons = icons && c.icon != Icon::None && f.text_width(c.label, kItem) + kIconSpace <= w - 8;
  for (size_t i = 0; i < choices.size(); ++i) {
    const Rect box{r.x + 3 + w * static_cast<float>(i), r.y + 3, w, r.h - 6};
    segment(f, box, choices[i], choices[i].id == chosen, icons, pick);
  }
  f.close();
}

}  // namespace confab::ui
