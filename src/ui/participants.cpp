// SPDX-License-Identifier: MIT
// The list of occupants; see participants.h.
#include "ui/participants.h"

#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "ui/avatar.h"
#include "ui/occupant_menu.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;
using xmpp::Role;

namespace {

constexpr float kGroupHeight = 32;

Str title_of(Role role) {
  if (role == Role::Moderator) return Str::moderators;
  return role == Role::Visitor ? Str::visitors : Str::members;
}

std::string tag_of(Frame& f, xmpp::Affiliation a) {
  if (a == xmpp::Affiliation::Owner) return f.str(Str::owner);
  if (a == xmpp::Affiliation::Admin) return f.str(Str::admin);
  return {};
}

std::string upper(std::string s) {
  for (char& c : s)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return s;
}

}  // namespace

void Participants::regroup(Frame& f, const chat::Conversation& c) {
  const float row_h = std::max(f.env.touch ? 44.0f : 38.0f, f.line(kItem) + 14);
  if (room_ == c.jid && revision_ == c.participants_revision && row_h == row_h_) return;
  if (room_ != c.jid) scroll_ = 0;
  room_ = c.jid;
  revision_ = c.participants_revision;
  row_h_ = row_h;
  groups_.clear();
  const auto& people = f.host.store.participants_sorted(c);
  float y = 4;
  for (size_t i = 0; i < people.size(); ++i) {
    const Str title = title_of(people[i]->occupant.role);
    if (groups_.empty() || groups_.back().title != title) {
      groups_.push_back({title, i, 0, y});
      y += kGroupHeight;
    }
    ++groups_.back().count;
    y += row_h_;
  }
  total_ = y + 8;
}

void Participants::draw(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r,
                        Function<void()> close) {
  const Theme& t = *f.theme;
  f.paint.fill(r, t.panel);
  f.open(TwinTag::Section, key("people"), r)
      .cls("pane people")
      .attr("aria-label", f.str(Str::participants));
  float top = r.y;
  if (close) {
    f.paint.hline(r.x, r.y + f.header() - 1, r.w, t.line);
    const IconButton icon{Icon::Back, true, false, false, false, 18};
    icon_button(f, key("close"), {r.x + 12, r.y + (f.header() - 32) / 2, 32, 32}, icon,
                f.str(Str::hide_participants), [close](const TwinInput&) { close(); })
        .attr("data-autofocus", "");
    const auto n = static_cast<int64_t>(c.participants.size());
    f.label(key("title"), {r.x + 56, r.y, r.w - 72, f.header()},
            f.str.count(Str::participants_n, n), kHead, t.text, Align::Start, "", TwinTag::H2);
    top += f.header();
  }
  list(f, actions, c, {r.x, top, r.w, r.bottom() - top});
  f.close();
}

void Participants::list(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r) {
  regroup(f, c);
  const Theme& t = *f.theme;
  Node& box = open_scroll(f, key("list"), r, scroll_, total_);
  box.attr("role", "list").attr("data-part", "participants").attr("data-nav", "");
  box.attr("data-count", std::to_string(c.participants.size()));
  box.attr("aria-label", f.str(Str::participants)).attr("tabindex", "0");
  const auto shift = static_cast<float>(scroll_);
  for (const Group& g : groups_) {
    const float gy = r.y + g.y - shift;
    if (gy + kGroupHeight > r.y && gy < r.bottom()) {
      const std::string title = upper(f.str(g.title)) + " · " + std::to_string(g.count);
      f.label(key("group", static_cast<uint64_t>(g.title)), {r.x + 16, gy + 8, r.w - 32, 20}, title,
              kTinyBold, t.dim, Align::Start, "dim")
          .attr("aria-hidden", "true");
    }
    const float rows_top = gy + kGroupHeight;
    const float from = std::max(0.0f, std::floor((r.y - 200 - rows_top) / row_h_));
    const auto first = static_cast<size_t>(from);
    for (size_t i = first; i < g.count; ++i) {
      const float y = rows_top + row_h_ * static_cast<float>(i);
      if (y > r.bottom() + 200) break;
      row(f, actions, c, g.first + i, {r.x + 6, y, r.w - 12, row_h_});
    }
  }
  close_scroll(f);
}

void Participants::row(Frame& f, Actions& actions, const chat::Conversation& c, size_t i,
                       const Rect& r) {
  const Theme& t = *f.theme;
  const chat::Participant& p = *f.host.store.participants_sorted(c)[i];
  const std::string& nick = p.occupant.nick;
  const uint64_t k = key(nick), path = f.tree.path_of(k);
  const bool away = p.occupant.show == xmpp::Show::Away || p.occupant.show == xmpp::Show::Xa;
  f.paint.fill(r, fade(t.hover, f.animate(path, f.hot == path)), metric::radius_field);
  if (away) f.paint.push_alpha(0.6f);
  avatar(f, r.x + 10, r.y + (r.h - 28) / 2, 28, names::shown(nick), nick,
         c.jid.with_resource(nick));
  presence_dot(f, r.x + 10, r.y + (r.h - 28) / 2, 28, p.occupant.show, t.panel);
  const std::string tag_text = tag_of(f, p.occupant.affiliation);
  const bool alike = chat::looks_like_another(c, nick);
  const float mark_w = alike ? 26.0f : 0.0f;
  const float tag_w = tag_text.empty() ? 0 : std::ceil(f.text_width(tag_text, kMeta)) + 20;
  const Rect name{r.x + 48, r.y, r.w - 58 - tag_w - mark_w, r.h};
  const std::string shown = names::shown(nick);
  std::string label = shown;
  if (alike) label += ", " + f.str(Str::name_alike);
  if (p.self) label += " (" + f.str(Str::you) + ")";
  if (!tag_text.empty()) label += ", " + tag_text;
  const Rect ink = f.text(name, shown, kItem, away ? t.dim : t.text);
  if (away) f.paint.pop_alpha();
  focus_ring(f, path, r, metric::radius_field);
  Node& n = f.open(TwinTag::Div, k, r);
  n.cls(away ? "person off" : "person").attr("role", "listitem").attr("data-nick", nick);
  n.attr("aria-setsize", std::to_string(c.participants.size()));
  n.attr("aria-posinset", std::to_string(i + 1)).attr("tabindex", "-1").attr("aria-label", label);
  n.interactive = true;
  const Rect anchor = r;
  n.on = [&f, &actions, room = c.jid, nick, anchor](const TwinInput& in) {
    if (in.event != TwinEvent::Click && in.event != TwinEvent::Context) return;
    open_occupant_menu(f, actions, room, nick, anchor);
  };
  Node& text = f.node(TwinTag::Span, key("nick"), {ink.x, ink.y, ink.w + 1, ink.h});
  text.cls(f.text_class(kItem) + " el").set_text(shown);
  if (alike)
    f.label(key("alike"), {ink.right() + 6, r.y, 20, r.h}, "≈", kBodyBold, t.warn, Align::Start,
            "warn")
        .attr("title", f.str(Str::name_alike));
  if (!tag_text.empty()) tag(f, key("tag"), ink.right() + 8 + mark_w, r.y + r.h / 2, tag_text);
  f.close();
}

}  // namespace confab::ui
