// SPDX-License-Identifier: MIT
// Text of the interface: fitted single lines and wrapped paragraphs, as quads and as twin elements.
#include <algorithm>
#include <cmath>

#include "text/run_text.h"
#include "ui/frame.h"
#include "ui/hash.h"

namespace confab::ui {

using platform::TwinTag;

Type Frame::scaled(Type t) const {
  const float px = std::round(static_cast<float>(t.px) * std::clamp(env.font_scale, 0.8f, 1.6f));
  t.px = static_cast<uint8_t>(px);
  return t;
}

std::string Frame::text_class(Type t) const {
  t = scaled(t);
  std::string out = "t" + std::to_string(t.px);
  if (t.semibold) out += " w600";
  if (t.face == platform::Face::Mono) out += " mono";
  return out;
}

const Frame::Known& Frame::known(std::string_view s, Type t, float max_width) {
  t = scaled(t);
  const uint64_t k = hash_join(hash_bytes(s, t.font().key()), static_cast<uint64_t>(max_width * 8));
  const auto [it, fresh] = known_.try_emplace(k);
  if (!fresh) return it->second;
  Known& out = it->second;
  out.rtl = text::base_direction(s) == text::Direction::Rtl;
  out.fitted = text::fit(s, t.font(), max_width, measurer);
  out.width = measurer.line(out.fitted, t.font(), out.rtl);
  return out;
}

float Frame::text_width(std::string_view s, Type t) { return known(s, t, 1e6f).width; }

void Frame::run(float x, float y, std::string_view s, float advance, Type t, bool italic, bool rtl,
                Color c, float line) {
  if (!paint.on() || s.empty()) return;
  text::RunStyle style;
  style.font = t.font();
  style.font.italic = italic;
  style.rtl = rtl;
  style.rgba = c;
  style.line_height = line > 0 ? line : line_height(t.px);
  style.lang = env.lang;
  paint.raw_quad(runs.get(s, advance, style), x, y);
}

Rect Frame::text(const Rect& r, std::string_view s, Type t, Color c, Align align) {
  if (s.empty()) return {r.x, r.y, 0, r.h};
  const Known& k = known(s, t, std::max(r.w, 1.0f));
  t = scaled(t);
  float x = r.x;
  if (align == Align::Center) x += (r.w - k.width) / 2;
  if (align == Align::End) x += r.w - k.width;
  const float lh = line_height(t.px);
  const Rect box{x, r.y + (r.h - lh) / 2, k.width, lh};
  const Rect raw = paint.mirror(box);
  run(raw.x, raw.y, k.fitted, k.width, t, false, k.rtl, c);
  return box;
}

Node& Frame::label(uint64_t key, const Rect& r, std::string_view s, Type t, Color c, Align align,
                   const char* cls, TwinTag tag) {
  const Rect box = text(r, s, t, c, align);
  // A hair wider than its ink, so that no engine's rounding brings the ellipsis.
  Node& n = node(tag, key, {box.x - 0.5f, box.y, box.w + 1, box.h});
  std::string classes = text_class(t) + " el";
  if (*cls) classes.append(" ").append(cls);
  n.cls(std::move(classes)).set_text(std::string(s));
  if ((text::base_direction(s) == text::Direction::Rtl) != env.rtl) n.attr("dir", "auto");
  return n;
}

text::Layout Frame::wrap(std::string_view s, Type t, float width) {
  text::LayoutOptions o;
  o.font = scaled(t).font();
  o.max_width = std::max(width, 20.0f);
  o.lang = env.lang;
  return text::layout(s, {}, o, measurer);
}

void Frame::paint_lines(const text::Layout& layout, const Rect& r, std::string_view s, Type t,
                        Color c, Align align) {
  const Type st = scaled(t);
  const Rect area = paint.mirror(r);
  float y = area.y;
  for (const text::Line& line : layout.lines) {
    float x = area.x;
    if (align == Align::Center)
      x += (area.w - line.width) / 2;
    else if (line.rtl || (env.rtl && align == Align::Start))
      x += area.w - line.width;
    for (uint32_t i = 0; i < line.run_count; ++i) {
      const text::Run& piece = layout.runs[line.first_run + i];
      run(x + piece.x, y, text::run_text(s, layout, piece), piece.width, st, false, line.rtl, c);
    }
    y += line_height(st.px);
  }
}

float Frame::wrapped(const Rect& r, std::string_view s, Type t, Color c, bool draw) {
  const text::Layout layout = wrap(s, t, r.w);
  if (draw) paint_lines(layout, r, s, t, c, Align::Start);
  return line(t) * static_cast<float>(layout.lines.size());
}

float Frame::paragraph(uint64_t key, const Rect& r, std::string_view s, Type t, Color c,
                       Align align, const char* cls, bool draw) {
  const text::Layout layout = wrap(s, t, r.w);
  const float height = line(t) * static_cast<float>(layout.lines.size());
  if (!draw) return height;
  paint_lines(layout, r, s, t, c, align);
  const Rect area = paint.mirror({r.x, r.y, r.w, height});
  const char* side = align == Align::Center ? " ctr" : "";
  Node& p = tree.open(TwinTag::P, key, area);
  p.cls(text_class(t) + " para" + side + (*cls ? " " : "") + cls);
  uint64_t n = 0;
  for (const text::Line& line : layout.lines) {
    const bool last = ++n == layout.lines.size();
    Node& ln = tree.add(TwinTag::Span, n, {});
    ln.flow = true;
    ln.cls(std::string(line.rtl ? "ln r" : "ln") + (last || line.hard_break ? "" : " sb"));
    ln.set_text(std::string(s.substr(line.begin, line.end - line.begin)));
  }
  tree.close();
  return height;
}

const std::string& Frame::time(int64_t wall_ms, const char* style) {
  // To the minute is all that is ever shown.
  const uint64_t k = ui::key(style, static_cast<uint64_t>(wall_ms / 60000));
  const auto [it, fresh] = times_.try_emplace(k);
  if (fresh) it->second = host.host.format_time(wall_ms, style);
  return it->second;
}

}  // namespace confab::ui
