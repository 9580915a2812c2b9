// SPDX-License-Identifier: MIT
// Rows of two lines; only those in view (and a few around) exist.
#include "ui/conversation_list.h"

#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "base/strings.h"
#include "base/utf8.h"
#include "ui/avatar.h"
#include "ui/body_cache.h"
#include "ui/header.h"
#include "ui/request_cards.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

void ConversationList::refresh() {
  const chat::Store& store = f_.host.store;
  if (revision_ == store.revision() && searched_ == search_.value) return;
  revision_ = store.revision(), searched_ = search_.value;
  const std::string want = ascii_lower(trim(search_.value));
  entries_.clear();
  const auto add = [&](Entry e) {
    if (want.empty() || ascii_lower(e.name + "\n" + e.jid.str()).find(want) != std::string::npos)
      entries_.push_back(std::move(e));
  };
  for (const chat::Conversation* c : store.conversations())
    add({c->jid, display_name(*c), c,
         c->kind == chat::ConversationKind::Direct ? c->show : xmpp::Show::Offline, c->status});
  for (const chat::Contact* contact : store.contacts()) {
    const chat::Jid& jid = contact->item.jid;
    const chat::Conversation* c = store.find(jid);
    if (c && c->open) continue;
    const std::string& name = contact->item.name;
    add({jid,
         !name.empty()         ? name
         : jid.local().empty() ? jid.domain()
                               : jid.local(),
         nullptr, contact->show, contact->status});
  }
}

// A line of preview is for what somebody said, not for what they quoted first (XEP-0393 6.1).
static std::string_view without_quote(std::string_view body) {
  while (body.substr(0, 1) == ">") {
    const size_t end = body.find('\n');
    if (end == body.npos || end + 1 == body.size()) break;
    body.remove_prefix(end + 1);
  }
  return body;
}

std::string ConversationList::preview(const chat::Conversation& c) const {
  if (!c.typing.empty())
    return c.kind == chat::ConversationKind::Room
               ? f_.str(Str::is_typing, names::shown(c.typing.begin()->first))
               : f_.str(Str::typing);
  if (c.kind == chat::ConversationKind::Room && c.room_state == chat::RoomState::Joining)
    return f_.str(Str::joining);
  for (auto it = c.messages.rbegin(); it != c.messages.rend(); ++it) {
    if (it->kind == chat::EntryKind::Gap) continue;
    if (it->kind == chat::EntryKind::Info) return info_sentence(f_.str, it->body);
    const std::string body(utf8::prefix(without_quote(it->body), 160));
    if (it->own) return f_.str(Str::you_said, body);
    return c.kind == chat::ConversationKind::Room
               ? f_.str(Str::announce_message, names::shown(it->sender), body)
               : body;
  }
  return c.kind == chat::ConversationKind::Room ? c.subject : c.status;
}

std::string ConversationList::when(int64_t stamp) {
  if (stamp <= 0) return {};
  const int64_t today = f_.local_day(f_.host.clock.wall_ms()), day = f_.local_day(stamp);
  if (day == today) return f_.time(stamp, "time");
  if (today - day < 7 && today > day) return f_.time(stamp, "short");
  return f_.time(stamp, "date");
}

void ConversationList::open_add_menu(const Rect& anchor) {
  MenuSpec menu;
  menu.label = f_.str(Str::add);
  menu.anchor = anchor;
  menu.align_end = true;
  if (f_.options.allow_contacts)
    menu.items.push_back({f_.str(Str::new_chat), Icon::Person,
                          [this] { actions_.open_form(new_chat_form(f_, actions_)); }});
  if (f_.options.allow_muc)
    menu.items.push_back({f_.str(Str::join_room), Icon::People,
                          [this] { actions_.open_form(join_room_form(f_, actions_)); }});
  actions_.open_menu(std::move(menu));
}

void ConversationList::head(const Rect& r, bool titled) {
  const Theme& t = *f_.theme;
  const chat::Jid& self = f_.host.store.self();
  const std::string name = !f_.options.title.empty()                      ? f_.options.title
                           : self.local().empty() || f_.options.anonymous ? f_.str(Str::chats)
                                                                          : self.local();
  const bool online = f_.host.store.connection() == xmpp::SessionState::Online;
  f_.open(TwinTag::Div, key("head"), r).cls("head");
  const float ay = r.y + (r.h - 36) / 2;
  avatar(f_, r.x + 16, ay, 36, name, self.bare_str(), self);
  presence_dot(f_, r.x + 16, ay, 36, online ? xmpp::Show::Online : xmpp::Show::Offline, t.panel);
  const float right = r.right() - 12;
  const float by = r.y + (r.h - 32) / 2;
  const bool may_add = f_.options.allow_contacts || f_.options.allow_muc;
  const int buttons = 1 + may_add + (f_.env.closable && titled);
  const float tx = r.x + 64, tw = right - static_cast<float>(buttons) * 36 - tx;
  const float high = f_.line(kHead), low = f_.line(kSmall), top = r.y + (r.h - high - low) / 2;
  f_.label(key("me"), {tx, top, tw, high}, name, kHead, t.text, Align::Start, "",
           titled ? TwinTag::H2 : TwinTag::Span);
  f_.label(key("st"), {tx, top + high, tw, low}, f_.str(online ? Str::online : Str::offline),
           kSmall, t.dim, Align::Start, "dim");
  // In the order the eye meets them.
  float x = right - static_cast<float>(buttons) * 36 + 4;
  icon_button(f_, key("gear"), {x, by, 32, 32}, {.icon = Icon::Gear}, f_.str(Str::settings),
              [this](const TwinInput&) { actions_.open_settings(); });
  x += 36;
  if (may_add) {
    const Rect add{x, by, 32, 32};
    icon_button(f_, key("add"), add, {.icon = Icon::Plus, .size = 20}, f_.str(Str::add),
                [this, add](const TwinInput&) { open_add_menu(add); })
        .attr("aria-haspopup", "menu");
    x += 36;
  }
  if (f_.env.closable && titled)
    icon_button(f_, key("close"), {x, by, 32, 32}, {.icon = Icon::Close}, f_.str(Str::close),
                [this](const TwinInput&) { f_.host.host.close_window(); });
  f_.close();
  f_.paint.hline(r.x, r.bottom() - 1, r.w, t.line);
}

// Where the first of a row's two lines begins.
float ConversationList::line_y(const Rect& r) const {
  return r.y + (r.h - f_.line(kBodyBold) - f_.line(kSmall)) / 2;
}

// Time and unread count; the text beside them ends where they begin.
void ConversationList::right_column(const Entry& e, const Rect& r, float& name_end,
                                    float& text_end) {
  const Theme& t = *f_.theme;
  const float right = name_end = text_end = r.right() - 12;
  if (!e.c) return;
  const std::string at = when(e.c->last_activity_ms);
  if (!at.empty()) {
    const float tw = std::ceil(f_.text_width(at, kTiny));
    f_.label(3, {right - tw, line_y(r) + 1, tw, f_.line(kTiny)}, at, kTiny, t.dim, Align::Start,
             "dim");
    name_end = right - tw - 10;
  }
  if (e.c->unread == 0) return;
  const bool named = e.c->mentions > 0;
  const float by = r.y + r.h / 2 + 1;
  const float w = badge(f_, 4, right, by, e.c->unread, named ? t.bad : t.accent,
                        named && !t.dark ? 0xffffffff : t.on_accent);
  Node& said = f_.node(TwinTag::Span, 6, {right - w, by, w, 20});
  std::string count = ", " + f_.str.count(Str::unread, e.c->unread);
  if (named) count += ", " + f_.str.count(Str::mentions, e.c->mentions);
  said.cls("sr").set_text(std::move(count));
  text_end = right - w - 8;
}

void ConversationList::row(const Entry& e, const Rect& r, bool current, size_t pos, size_t count) {
  const Theme& t = *f_.theme;
  std::string said = e.name;
  if (e.c && e.c->unread > 0) said += ", " + f_.str.count(Str::unread, e.c->unread);
  if (e.c && e.c->mentions > 0) said += ", " + f_.str.count(Str::mentions, e.c->mentions);
  Node& item = f_.open(TwinTag::Div, key("c", std::hash<chat::Jid>()(e.jid)), r);
  item.cls(current ? "item sel" : "item").attr("role", "listitem").attr("data-jid", e.jid.str());
  item.attr("aria-label", said)
      .attr("aria-setsize", std::to_string(count))
      .attr("aria-posinset", std::to_string(pos + 1));
  const uint64_t path = f_.tree.path_of(1);
  const float hover = f_.animate(path, f_.hot == path);
  f_.paint.fill(r, current ? t.own : fade(t.hover, hover), 12);
  focus_ring(f_, path, r.inset(2), 10);
  Node& b = f_.open(TwinTag::Button, 1, r);
  b.cls("row").attr("tabindex", pos == 0 ? "0" : "-1");
  if (current) b.attr("aria-current", "true");
  b.interactive = true;
  b.on = [this, jid = e.jid](const TwinInput& in) {
    if (in.event == TwinEvent::Click) actions_.open_conversation(jid);
  };
  const bool room = e.c && e.c->kind == chat::ConversationKind::Room;
  const float ay = r.y + (r.h - 40) / 2;
  const std::string id = e.c ? avatar_id(*e.c) : e.jid.bare_str();
  if (room) {
    room_avatar(f_, r.x + 12, ay, 40, id);
  } else {
    avatar(f_, r.x + 12, ay, 40, e.name, id, e.jid);
  }
  if (f_.host.store.connection() == xmpp::SessionState::Online)
    presence_dot(f_, r.x + 12, ay, 40, e.show, current ? t.own : mix(t.panel, t.hover, hover));
  float name_end, text_end;
  const float left = r.x + 64;
  const float w = r.right() - 12 - left;
  const std::string text = e.c                ? preview(*e.c)
                           : e.status.empty() ? f_.str(show_name(e.show))
                                              : e.status;
  // The name comes first in reading order, but its room is known last.
  const size_t mark = f_.tree.nodes.size();
  const float high = f_.line(kBodyBold), top = line_y(r);
  f_.node(TwinTag::Span, 2, {left, top, w, high});
  right_column(e, r, name_end, text_end);
  const Rect name = f_.text({left, top, name_end - left, high}, e.name, kBodyBold, t.text);
  Node& n = f_.tree.nodes[mark];
  n.box = f_.paint.mirror({name.x - 0.5f, name.y, name.w + 1, name.h});
  n.cls(f_.text_class(kBodyBold) + " el").set_text(e.name);
  if (!text.empty())
    f_.label(5, {left, top + high, text_end - left, f_.line(kSmall)}, text, kSmall, t.dim,
             Align::Start, "dim");
  f_.close();
  f_.close();
}

void ConversationList::draw(const Rect& r, const chat::Jid& current, bool titled) {
  const Theme& t = *f_.theme;
  f_.paint.fill(r, t.panel);
  f_.open(TwinTag::Nav, key("nav"), r)
      .cls("pane side")
      .attr("aria-label", f_.str(Str::conversations));
  head({r.x, r.y, r.w, f_.header()}, titled);
  float y = r.y + f_.header() + 12;
  input_box(f_, key("find"), {r.x + 12, y, r.w - 24, 36},
            {.name = "search",
             .type = "search",
             .placeholder = f_.str(Str::search),
             .icon = Icon::Search,
             .search = true},
            search_, false)
      .attr("aria-label", f_.str(Str::search));
  y += 36 + 12;
  y += request_cards(f_, {r.x, y, r.w, 0});
  refresh();
  const auto& shown = entries_;
  const Rect area{r.x, y, r.w, std::max(0.0f, r.bottom() - y)};
  const float step = f_.list_row() + 1;
  const double total = static_cast<double>(shown.size()) * step + 8;
  scroll_ = std::clamp(scroll_, 0.0, std::max(0.0, total - area.h));
  Node& list = f_.open(TwinTag::Div, key("list"), area);
  list.cls("list")
      .attr("role", "list")
      .attr("data-part", "conversations")
      .attr("aria-label", f_.str(Str::conversations));
  list.attr("data-scroll", "").attr("data-nav", "");
  list.clips = true;
  list.scroll_y = scroll_;
  list.on = [this](const TwinInput& in) {
    if (in.event == TwinEvent::Scroll) scroll_ = in.y;
  };
  const auto at = static_cast<float>(scroll_);
  f_.node(TwinTag::Div, 1, {area.x, area.y - at, area.w, static_cast<float>(total)})
      .cls("spacer")
      .attr("role", "presentation");
  f_.paint.clip(area);
  const auto first = static_cast<size_t>(std::max(0.0, scroll_ / step - 4));
  const auto last = std::min(shown.size(), static_cast<size_t>((scroll_ + area.h) / step) + 5);
  for (size_t i = first; i < last; ++i) {
    const Rect box{area.x + 6, area.y + static_cast<float>(i) * step - at, area.w - 12, step - 1};
    row(shown[i], box, shown[i].jid == current, i, shown.size());
  }
  f_.paint.unclip();
  f_.close();
  if (shown.empty() && area.h > 40) nothing(area, titled);
  f_.close();
}

// Alone on the screen, the list says how to begin; beside it, another pane does.
void ConversationList::nothing(const Rect& r, bool titled) {
  if (titled && search_.value.empty()) {
    FirstStep step = first_step(f_, actions_);
    return empty_state(f_, key("none"), r, Icon::Chat, f_.str(Str::no_chats), step.text,
                       std::move(step.on));
  }
  const std::string text =
      search_.value.empty() ? f_.str(Str::no_chats) : f_.str(Str::no_match, search_.value);
  f_.paragraph(key("none"), {r.x + 24, r.y + 24, r.w - 48, 0}, text, kSmall, f_.theme->dim,
               Align::Center, "dim");
}

}  // namespace confab::ui
