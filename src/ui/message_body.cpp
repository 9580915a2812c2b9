// SPDX-License-Identifier: MIT
// A body's lines: runs as quads with their styles, and the inline elements that carry its text.
#include <algorithm>

#include "text/run_text.h"
#include "ui/message_row.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {

std::string run_class(Frame& f, uint8_t style, Type type) {
  std::string cls = "rn";
  if (style & (text::kBold | text::kMention)) cls += " w600";
  if (style & text::kItalic) cls += " it";
  if (style & text::kStrike) cls += " st";
  if (style & (text::kCode | text::kPre)) {
    const platform::Font font = text::run_font(f.scaled(type).font(), style);
    cls += " mono t" + std::to_string(font.px);
  }
  return cls;
}

void paint_run(Frame& f, std::string_view s, const Body& b, const text::Line& line,
               const text::Run& r, float x, float y, Type type, Color ink) {
  const Theme& t = *f.theme;
  const Type base = f.scaled(type);
  const platform::Font font = text::run_font(base.font(), r.style);
  const float lh = line_height(base.px);
  if (r.style & text::kCode) f.paint.raw_fill({x - 1, y + 2, r.width + 2, lh - 3}, 0x88888824, 4);
  if (r.style & text::kMention)
    f.paint.raw_fill({x - 3, y + 1, r.width + 6, lh - 2}, fade(t.accent, 0.16f), 5);
  Color c = ink;
  if (r.style & text::kQuote) c = t.dim;
  if (r.style & (text::kLink | text::kMention)) c = t.accent;
  if (r.span >= 0 && !b.spans[static_cast<size_t>(r.span)].odd_host.empty()) c = t.warn;
  Type rt{font.px, font.semibold, font.face};
  // On the line's own baseline, whatever the run's font is.
  const float rise = f.measurer.baseline(base.font(), lh) - f.measurer.baseline(font, lh);
  f.run(x, y + rise, text::run_text(s, b.layout, r), r.width, rt, font.italic, line.rtl, c, lh);
  if (r.style & text::kStrike) f.paint.raw_fill({x, y + lh / 2 + 1, r.width, 1}, c);
}

// Browsers show a name before '@' and letters that look like others as people write them: whoever
// clicks is told first where it goes.
void ask_before(Frame& f, Actions& actions, const text::Span& link) {
  FormSpec ask;
  ask.title = f.str(Str::link_title);
  ask.text = f.str(Str::link_leads, link.odd_host);
  ask.submit = f.str(Str::link_open);
  ask.run = [&f, href = link.href](FormSpec&) {
    f.host.host.open_link(href);
    return true;
  };
  actions.open_form(std::move(ask));
}

void link_node(Frame& f, Actions* actions, Node& node, const text::Span& link) {
  node.attr("href", link.href).attr("rel", "noopener").attr("target", "_blank");
  if (link.odd_host.empty() || !actions) return;
  node.attr("title", f.str(Str::link_leads, link.odd_host)).attr("data-ask", "");
  node.on = [&f, actions, link](const TwinInput& in) {
    if (in.event == TwinEvent::Click) ask_before(f, *actions, link);
  };
}

void line_nodes(Frame& f, Actions* actions, std::string_view s, const Body& b,
                const text::Line& line, Type type) {
  const auto plain = [](const text::Run& r) { return r.style == 0 || r.style == text::kQuote; };
  bool simple = true;
  for (uint32_t i = 0; i < line.run_count; ++i) simple &= plain(b.layout.runs[line.first_run + i]);
  const std::string_view whole = s.substr(line.begin, line.end - line.begin);
  if (simple) {
    f.tree.nodes.back().set_text(std::string(whole));
    f.tree.close();
    return;
  }
  uint32_t at = line.begin;
  uint64_t n = 0;
  const auto piece = [&](TwinTag tag, uint32_t end) -> Node& {
    Node& node = f.tree.add(tag, ++n, {});
    node.flow = true;
    node.set_text(std::string(s.substr(at, end - at)));
    at = end;
    return node;
  };
  for (uint32_t i = 0; i < line.run_count; ++i) {
    const text::Run& r = b.layout.runs[line.first_run + i];
    if (r.begin > at) piece(TwinTag::TextNode, r.begin);
    if (r.end <= r.begin) continue;
    const bool link = (r.style & text::kLink) && r.span >= 0;
    Node& node = piece(link ? TwinTag::A : TwinTag::Span, r.end);
    node.cls(run_class(f, r.style, type));
    if (link) link_node(f, actions, node, b.spans[static_cast<size_t>(r.span)]);
  }
  if (line.end > at) piece(TwinTag::TextNode, line.end);
  f.tree.close();
}

}  // namespace

void draw_body(Frame& f, Actions* actions, std::string_view s, const Body& b, const Rect& raw,
               Type type, Color ink, const Rect& view, bool centred) {
  const float lh = f.line(type);
  float y = raw.y;
  const size_t count = b.layout.lines.size();
  for (size_t k = 0; k < count; ++k, y += lh) {
    const text::Line& line = b.layout.lines[k];
    if (y + lh > view.y && y < view.bottom() && f.paint.on()) {
      float x = line.rtl ? raw.right() - line.width : raw.x;
      if (centred) x = raw.x + (raw.w - line.width) / 2;
      const bool quoted =
          line.run_count > 0 && (b.layout.runs[line.first_run].style & text::kQuote);
      if (quoted)
        f.paint.raw_fill({line.rtl ? raw.right() + 5 : raw.x - 7, y + 1, 3, lh - 2},
                         f.theme->accent, 1.5f);
      for (uint32_t i = 0; i < line.run_count; ++i) {
        const text::Run& r = b.layout.runs[line.first_run + i];
        paint_run(f, s, b, line, r, x + r.x, y, type, ink);
      }
    }
    Node& ln = f.tree.open(TwinTag::Span, k + 1, {});
    ln.flow = true;
    ln.cls(std::string(line.rtl ? "ln r" : "ln") +
           (k + 1 == count || line.hard_break ? "" : " sb"));
    line_nodes(f, actions, s, b, line, type);
  }
  if (!b.folded) return;
  // The rest belongs to the text all the same, and is found by find-in-page.
  Node& rest = f.tree.add(TwinTag::Div, 0, {raw.x, y, raw.w, 1});
  rest.cls("past").attr("hidden", "until-found").attr("data-key", std::to_string(b.key));
  rest.set_text(std::string(s.substr(b.layout.lines.back().end)));
}

}  // namespace confab::ui
