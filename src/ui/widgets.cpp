// SPDX-License-Identifier: MIT
// Rest, hover, pressed, focus and disabled of every control live here.
#include "ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

void focus_ring(Frame& f, uint64_t path, const Rect& r, float radius) {
  if (f.focused != path || !f.focus_visible) return;
  f.paint.stroke(r.inset(-1), f.theme->accent, radius + 1, f.theme->contrast ? 2.0f : 1.0f);
  f.paint.ring(r.inset(-1), f.theme->accent, radius + 1);
}

Rect touch_area(const Frame& f, const Rect& r) {
  if (!f.env.touch) return r;
  const float dx = std::max(0.0f, 44 - r.w) / 2, dy = std::max(0.0f, 44 - r.h) / 2;
  return {r.x - dx, r.y - dy, r.w + 2 * dx, r.h + 2 * dy};
}

namespace {

Handler on_click(Handler on) {
  return [on = std::move(on)](const TwinInput& in) {
    if (in.event == TwinEvent::Click && on) on(in);
  };
}

}  // namespace

float button_width(Frame& f, const std::string& label) {
  return std::ceil(f.text_width(label, kBodyBold)) + 36;
}

Node& button(Frame& f, uint64_t key, const Rect& r, const std::string& label,
             const ButtonSpec& spec, Handler on) {
  const Theme& t = *f.theme;
  const uint64_t path = f.tree.path_of(key);
  const float hover = f.animate(path, spec.enabled && f.hot == path);
  const bool down = spec.enabled && f.pressed == path && f.hot == path;
  const float radius = metric::radius_field;
  const char* cls = "btn primary";
  Color fill = t.accent, ink = t.on_accent;
  if (spec.look == Look::Danger) {
    fill = t.bad, ink = t.dark ? 0x2a0a10ffu : 0xffffffffu, cls = "btn danger";
  }
  if (!spec.enabled) f.paint.push_alpha(0.45f);
  if (spec.look == Look::Ghost || spec.look == Look::Plain) {
    ink = spec.look == Look::Ghost ? t.text : t.accent;
    cls = spec.look == Look::Ghost ? "btn ghost" : "btn plain";
    f.paint.fill(r, fade(t.hover, down ? 1.0f : hover), radius);
    if (down) f.paint.fill(r, fade(t.line, 0.6f), radius);
    if (spec.look == Look::Ghost) f.paint.stroke(r, t.line, radius);
  } else {
    f.paint.fill(r, mix(fill, t.dark ? 0xffffffff : 0x000000ff, down ? 0.16f : 0.08f * hover),
                 radius);
  }
  f.text(r.inset(8), label, kBodyBold, ink, Align::Center);
  if (!spec.enabled) f.paint.pop_alpha();
  focus_ring(f, path, r, radius);
  Node& n = f.node(TwinTag::Button, key, r);
  n.cls(std::string(cls) + " ctr " + f.text_class(kBodyBold)).set_text(label);
  if (spec.submit) n.attr("type", "submit");
  if (spec.name) n.attr("name", spec.name);
  if (!spec.enabled) n.attr("disabled", "");
  n.interactive = spec.enabled;
  if (spec.enabled && !spec.submit) n.on = on_click(std::move(on));
  return n;
}

Node& icon_button(Frame& f, uint64_t key, const Rect& r, const IconButton& spec,
                  const std::string& label, Handler on) {
  const Theme& t = *f.theme;
  const uint64_t path = f.tree.path_of(key);
  const float hover = f.animate(path, spec.enabled && f.hot == path);
  const bool down = spec.enabled && f.pressed == path && f.hot == path;
  const float radius = spec.round ? r.h / 2 : metric::radius_small;
  Color ink = mix(t.dim, t.text, hover);
  if (spec.active) ink = t.accent;
  const bool pale = !spec.enabled || spec.faded;
  if (pale) f.paint.push_alpha(0.45f);
  if (spec.filled) {
    f.paint.fill(r, mix(t.accent, t.dark ? 0xffffffff : 0x000000ff, down ? 0.16f : 0.08f * hover),
                 radius);
    ink = t.on_accent;
  } else {
    f.paint.fill(r, fade(t.hover, spec.active ? 1.0f : hover), radius);
    if (down) f.paint.fill(r, fade(t.line, 0.7f), radius);
  }
  f.paint.icon(spec.icon, r, ink, spec.size);
  if (pale) f.paint.pop_alpha();
  focus_ring(f, path, r, radius);
  Node& n = f.node(TwinTag::Button, key, touch_area(f, r));
  n.cls(std::string("icon ") + icon_class(spec.icon) + (spec.round ? " round" : ""));
  n.attr("aria-label", label).attr("title", label);
  if (!spec.enabled) n.attr("aria-disabled", "true");  // still there for Tab and screen readers
  n.interactive = spec.enabled;
  if (spec.enabled) n.on = on_click(std::move(on));
  return n;
}

Node& input_box(Frame& f, uint64_t key, const Rect& r, const FieldSpec& spec, Field& state,
                bool invalid) {
  const Theme& t = *f.theme;
  const uint64_t path = f.tree.path_of(key);
  const float focus = f.animate(path, f.focused == path);
  const Color edge = invalid ? t.bad : mix(t.contrast ? t.dim : t.line, t.accent, focus);
  f.paint.fill(r, t.raise, metric::radius_field);
  if (focus > 0) f.paint.ring(r, fade(invalid ? t.bad : t.accent, focus), metric::radius_field);
  f.paint.stroke(r, edge, metric::radius_field);
  if (spec.icon != Icon::None) f.paint.icon(spec.icon, {r.x + 10, r.y, 18, r.h}, t.dim, 16);
  Node& n = f.node(TwinTag::Input, key, r);
  n.cls(std::string(spec.search ? "field find " : "field ") +
        f.text_class(spec.search ? kItem : kBody) + (invalid ? " err" : ""));
  n.attr("name", spec.name).attr("type", spec.type).attr("autocomplete", spec.autocomplete);
  n.attr("autocapitalize", "off").attr("spellcheck", "false");
  if (!spec.placeholder.empty()) n.attr("placeholder", spec.placeholder);
  if (!spec.enabled) n.attr("disabled", "");
  if (invalid) n.attr("aria-invalid", "true");
  n.set_value(state.value);
  n.interactive = true;
  n.on = [&state](const TwinInput& in) {
    if (in.event != TwinEvent::Input) return;
    if (state.value != in.value) state.error.clear();
    state.value = in.value;
  };
  return n;
}

float field(Frame& f, uint64_t key, const Rect& r, const FieldSpec& spec, Field& state,
            bool focus) {
  const Theme& t = *f.theme;
  float y = r.y;
  const float label_h = f.line(kSmallBold);
  const std::string id = "f" + std::to_string(key % 1000000);
  f.label(key + 1, {r.x, y, r.w, label_h}, spec.label, kSmallBold, t.text, Align::Start, "label",
          TwinTag::Label)
      .attr("for", id);
  y += label_h + 4;
  const bool invalid = !state.error.empty();
  Node& n = input_box(f, key, {r.x, y, r.w, metric::field}, spec, state, invalid);
  n.attr("id", id);
  if (invalid) n.attr("aria-describedby", id + "e");
  if (focus) f.want_focus(n.path);
  y += metric::field;
  if (invalid) {
    y += 4;
    const float h = f.paragraph(key + 2, {r.x, y, r.w, 0}, state.error, kSmall, t.bad, Align::Start,
                                "error", false);
    f.open(TwinTag::Div, key + 3, {r.x, y, r.w, h}).attr("id", id + "e").attr("role", "alert");
    f.paragraph(key + 2, {r.x, y, r.w, 0}, state.error, kSmall, t.bad, Align::Start, "error");
    f.close();
    y += h;
  }
  return y - r.y;
}

Node& open_scroll(Frame& f, uint64_t k, const Rect& r, double& scroll, float total) {
  scroll = std::clamp(scroll, 0.0, std::max(0.0, static_cast<double>(total - r.h)));
  Node& box = f.open(TwinTag::Div, k, r);
  box.cls("list");
  box.clips = true;
  box.scroll_y = scroll;
  box.on = [&f, &scroll](const TwinInput& in) {
    if (in.event != TwinEvent::Scroll || std::abs(in.y - scroll) < 0.5) return;
    scroll = in.y;
    f.request("scroll");
  };
  f.paint.clip(r);
  f.node(TwinTag::Div, key("spacer"), {r.x, r.y - static_cast<float>(scroll), 1, total})
      .cls("spacer")
      .attr("aria-hidden", "true");
  return box;
}

void close_scroll(Frame& f) {
  f.paint.unclip();
  f.close();
}

float badge(Frame& f, uint64_t key, float right, float y, int count, Color fill, Color ink) {
  const std::string text = count > 999 ? "999+" : std::to_string(count);
  const float w = std::max(20.0f, std::ceil(f.text_width(text, kTinyBold)) + 12);
  const Rect r{right - w, y, w, 20};
  f.paint.fill(r, fill, 10);
  f.label(key, r, text, kTinyBold, ink, Align::Center, "badge").attr("aria-hidden", "true");
  return w;
}

float tag(Frame& f, uint64_t key, float x, float cy, const std::string& text) {
  const float w = std::ceil(f.text_width(text, kMeta)) + 12;
  const Rect r{x, cy - 8, w, 16};
  f.paint.fill(r, fade(f.theme->accent, 0.16f), 6);
  f.label(key, r, text, kMeta, f.theme->accent, Align::Center, "tag");
  return w;
}

}  // namespace confab::ui
