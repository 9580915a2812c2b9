// SPDX-License-Identifier: MIT
// Drawing one row: separators, name, face, bubble, body, time and state, what to do when it failed.
#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "base/strings.h"

#include "ui/avatar.h"
#include "ui/message_row.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {

// Unique in the log whatever ids people give their messages.
std::string twin_id(const chat::Message& m) {
  constexpr std::string_view kOurs = "key:";
  const bool own = m.id.empty() || m.id_taken || m.id.starts_with(kOurs);
  return own ? std::string(kOurs) + std::to_string(m.key) : m.id;
}

const char* state_attr(chat::MessageState s) {
  switch (s) {
    case chat::MessageState::Received: return "received";
    case chat::MessageState::Pending: return "pending";
    case chat::MessageState::Sent: return "sent";
    case chat::MessageState::Delivered: return "delivered";
    case chat::MessageState::Displayed: return "displayed";
    case chat::MessageState::Failed: break;
  }
  return "failed";
}

Str state_name(chat::MessageState s) {
  switch (s) {
    case chat::MessageState::Pending: return Str::state_pending;
    case chat::MessageState::Delivered: return Str::state_delivered;
    case chat::MessageState::Displayed: return Str::state_displayed;
    case chat::MessageState::Failed: return Str::state_failed;
    default: return Str::state_sent;
  }
}

std::string day_text(Frame& f, int64_t stamp) {
  const int64_t day = f.local_day(stamp), today = f.local_day(f.host.clock.wall_ms());
  if (day == today) return f.str(Str::today);
  if (day == today - 1) return f.str(Str::yesterday);
  return f.time(stamp, "day");
}

void separators(RowContext& x, const chat::Message& m, const RowPlan& p, float left, float top) {
  Frame& f = x.f;
  const Theme& t = *f.theme;
  if (p.day) {
    const std::string text = day_text(f, m.stamp_ms);
    const float w = f.text_width(text, kTiny) + 20;
    const Rect pill{left + (x.width - w) / 2, top + p.day_y, w, 24};
    f.paint.fill(pill, t.panel, 12);
    f.label(key("day", m.key), pill, text, kTiny, t.dim, Align::Center, "day");
  }
  if (p.divider) {
    const std::string& text = f.str(Str::new_messages);
    const float w = f.text_width(text, kTinyBold), y = top + p.divider_y, mid = left + x.width / 2;
    f.paint.hline(left + 16, y + 8, x.width / 2 - 16 - w / 2 - 8, fade(t.bad, 0.35f));
    f.paint.hline(mid + w / 2 + 8, y + 8, x.width / 2 - 16 - w / 2 - 8, fade(t.bad, 0.35f));
    f.label(key("new", m.key), {left + 16, y, x.width - 32, 16}, text, kTinyBold, t.bad,
            Align::Center, "divider");
  }
}

void meta(RowContext& x, const chat::Message& m, const RowPlan& p, float left, float top) {
  Frame& f = x.f;
  const Theme& t = *f.theme;
  const Color ink = over(fade(t.dim, 1.0f), m.own ? t.own : t.other);
  Rect r{left + p.meta.x, top + p.meta.y, p.meta.w, p.meta.h};
  if (m.corrected) {
    const float w = std::ceil(f.text_width(f.str(Str::edited), kMeta));
    f.label(2, {r.x, r.y, w, r.h}, f.str(Str::edited), kMeta, ink, Align::Start, "time");
    r.x += w + 6;
  }
  f.label(3, {r.x, r.y, p.meta_time, r.h}, f.time(m.stamp_ms, "time"), kMeta, ink, Align::Start,
          "time", TwinTag::Time)
      .attr("datetime", format_datetime(m.stamp_ms));
  if (!m.own) return;
  const Rect box{r.x + p.meta_time + 4, r.y, 14, r.h};
  Icon icon = Icon::Check;
  Color c = ink;
  if (m.state == chat::MessageState::Pending) icon = Icon::Clock;
  if (m.state == chat::MessageState::Delivered) icon = Icon::Checks;
  if (m.state == chat::MessageState::Displayed) icon = Icon::Checks, c = t.accent;
  if (m.state == chat::MessageState::Failed) icon = Icon::Alert, c = t.bad;
  f.paint.icon(icon, box, c, 14);
}

void failed(RowContext& x, const chat::Message& m, const RowPlan& p, float left, float top) {
  Frame& f = x.f;
  const chat::Jid jid = x.c.jid;
  const chat::MessageKey k = m.key;
  const std::string& again = f.str(Str::retry);
  const std::string& drop = f.str(Str::remove);
  const float aw = f.text_width(again, kBodyBold) + 20, dw = f.text_width(drop, kBodyBold) + 20;
  const float right = left + x.width - 16, y = top + p.failed_y;
  const auto dispatch = f.host.dispatch;
  button(f, 8, {right - dw, y, dw, 32}, drop, {Look::Plain}, [dispatch, jid, k](const TwinInput&) {
    dispatch(chat::Discard{jid, k});
  });
  button(f, 7, {right - dw - aw, y, aw, 32}, again, {Look::Plain},
         [dispatch, jid, k](const TwinInput&) {
           dispatch(chat::Retry{jid, k});
         });
  const std::string why = m.failure.empty()
                              ? f.str(Str::not_sent)
                              : f.str(Str::not_sent_because, failure_sentence(f.str, m.failure));
  const float start = left + 16, room = right - dw - aw - 8 - start;
  f.label(9, {start, y, room, 32}, why, kSmall, f.theme->bad, Align::End, "bad");
}

void more_button(RowContext& x, const chat::Message& m, const RowPlan& p, float left, float top) {
  Frame& f = x.f;
  button(f, 11, {left + p.more.x, top + p.more.y, p.more.w, p.more.h}, f.str(Str::show_more),
         {Look::Plain}, [&f, &unfolded = x.unfolded, k = m.key](const TwinInput&) {
           ++unfolded.steps[k], unfolded.asked = true;
           f.request("more");
         });
}

// Opens the menu of message `k`, if it still is there.
void open_message_menu(Frame* f, Actions* actions, const chat::Jid& jid, chat::MessageKey k,
                       const Rect& anchor) {
  const chat::Conversation* c = f->host.store.find(jid);
  const chat::Message* m = f->host.store.find_message(jid, k);
  if (!c || !m) return;
  const auto with = [f, jid, k](auto fn) {
    return [f, jid, k, fn] {
      if (const chat::Message* now = f->host.store.find_message(jid, k)) fn(*now);
    };
  };
  MenuSpec menu;
  menu.label = f->str(Str::message_actions);
  menu.anchor = anchor;
  if (c->kind != chat::ConversationKind::Room || c->room_state == chat::RoomState::In) {
    menu.items.push_back({f->str(Str::reply), Icon::Reply,
                          with([actions](const chat::Message& now) { actions->reply_to(now); })});
  }
  menu.items.push_back(
      {f->str(Str::copy_text), Icon::Copy, with([f, actions](const chat::Message& now) {
         f->host.host.copy_text(now.body);
         actions->toast(f->str(Str::copied));
       })});
  if (m->state == chat::MessageState::Failed) {
    menu.items.push_back({f->str(Str::retry), Icon::Retry, [f, jid, k] {
                            f->host.dispatch(chat::Retry{jid, k});
                          }});
    menu.items.push_back({f->str(Str::remove), Icon::Trash,
                          [f, jid, k] {
                            f->host.dispatch(chat::Discard{jid, k});
                          },
                          true});
  }
  actions->open_menu(std::move(menu));
}

void gap(RowContext& x, const chat::Message& m, const RowPlan& p, float left, float top) {
  Frame& f = x.f;
  const std::string& text = f.str(Str::gap);
  const std::string& load = f.str(Str::load);
  const float bw = f.text_width(load, kBodyBold) + 24;
  const float tw = std::min(f.text_width(text, kSmall), std::max(20.0f, p.bubble.w - bw - 8));
  const float start = left + p.bubble.x + (p.bubble.w - tw - bw - 8) / 2, y = top + p.bubble.y;
  f.open(TwinTag::Div, key("row", m.key), {start, y, tw + bw + 8, p.bubble.h}).cls("gap");
  f.label(1, {start, y, tw, 36}, text, kSmall, f.theme->dim, Align::Start, "dim");
  const chat::Jid jid = x.c.jid;
  const auto dispatch = f.host.dispatch;
  button(f, 2, {start + tw + 8, y + 2, bw, 32}, load, {Look::Plain},
         [dispatch, jid, k = m.key](const TwinInput&) {
           dispatch(chat::FillGap{jid, k});
         });
  f.close();
}

}  // namespace

void draw_row(RowContext& x, size_t i, const RowPlan& p, float left, float top, const Rect& view) {
  Frame& f = x.f;
  const Theme& t = *f.theme;
  const chat::Message& m = x.c.messages[i];
  separators(x, m, p, left, top);
  if (m.kind == chat::EntryKind::Gap) return gap(x, m, p, left, top);
  const Rect bubble{left + p.bubble.x, top + p.bubble.y, p.bubble.w, p.bubble.h};
  const Rect raw = f.paint.mirror({left + p.text.x, top + p.text.y, p.text.w, p.text.h});
  if (m.kind == chat::EntryKind::Info) {
    Node& n = f.open(TwinTag::Div, key("row", m.key), bubble);
    n.cls("info ctr body " + f.text_class(kTiny)).attr("data-key", std::to_string(m.key));
    draw_body(f, nullptr, p.body->text(m), *p.body, raw, kTiny, t.dim, view, true);
    f.close();
    return;
  }
  const float name_h = f.line(kSmallBold);
  const bool alike = p.named && chat::looks_like_another(x.c, m.sender);
  const float name_room = x.inner() - 40;
  Rect box = bubble;
  if (p.named)
    box = {bubble.x, top + p.name_y, std::max(bubble.w, std::min(160.0f, name_room)),
           bubble.bottom() - top - p.name_y};
  if (p.failed_y >= 0) box = {left + 16, bubble.y, x.inner(), bubble.h + 36};
  const std::string sender = names::shown(m.sender);
  const std::string& who = m.own ? f.str(Str::you) : sender;
  Node& n = f.open(TwinTag::Article, key("row", m.key), box);
  const uint64_t path = n.path;
  n.cls(m.own ? "msg own" : "msg other").attr("role", "article");
  n.attr("data-id", twin_id(m)).attr("data-key", std::to_string(m.key));
  n.attr("data-from", m.from.str())
      .attr("data-nick", m.sender)
      .attr("data-own", m.own ? "true" : "false");
  n.attr("data-state", state_attr(m.state));
  if (m.key == x.found) n.attr("data-found", "true");
  std::string name =
      who + (alike ? " (" + f.str(Str::name_alike) + ")" : "") + ", " + f.time(m.stamp_ms, "time");
  if (m.own) name += ", " + f.str(state_name(m.state));
  n.attr("aria-label", std::move(name));
  n.interactive = true;
  n.on = [frame = &f, actions = &x.actions, jid = x.c.jid, k = m.key](const TwinInput& in) {
    if (in.event == TwinEvent::Context)
      open_message_menu(frame, actions, jid, k, frame->paint.mirror({in.x, in.y, 0, 0}));
  };
  if (p.named) {
    const Color ink = f.ink_of(m.sender, t.bg);
    const float w = std::min(name_room * 0.6f, std::ceil(f.text_width(sender, kSmallBold)) + 1);
    f.label(1, {bubble.x + 12, top + p.name_y, alike ? w : box.w - 12, name_h}, sender, kSmallBold,
            ink, Align::Start, "who");
    if (alike)
      f.label(10, {bubble.x + 12 + w + 6, top + p.name_y, name_room - w - 18, name_h},
              "≈ " + f.str(Str::name_alike), kSmall, t.warn, Align::Start, "warn");
  }
  if (p.faced && p.last && m.kind == chat::EntryKind::Text)
    avatar(f, left + 16, bubble.bottom() - 28, 28, sender.empty() ? m.from.str() : sender,
           x.c.kind == chat::ConversationKind::Direct ? x.c.jid.bare_str() : m.sender, m.from);
  Corners k{16, 16, 16, 16};
  if (m.own) {
    k.br = 6, k.tr = p.first ? 16 : 6;
  } else {
    k.bl = 6, k.tl = p.first ? 16 : 6;
  }
  f.paint.fill(bubble, m.own ? t.own : t.other, k);
  if (t.contrast) f.paint.stroke(bubble, t.line, 12);
  Node& body = f.open(TwinTag::Div, 4, {left + p.text.x, top + p.text.y, p.text.w, p.text.h});
  body.cls("body " + f.text_class(kBody))
      .attr("part", "body")
      .attr("dir", p.body->layout.rtl ? "rtl" : "ltr");
  if (!m.lang.empty()) body.attr("lang", m.lang);
  draw_body(f, &x.actions, p.body->text(m), *p.body, raw, kBody, t.text, view, false);
  f.close();
  meta(x, m, p, left, top);
  if (p.body->folded) more_button(x, m, p, left, top);
  if (p.failed_y >= 0) failed(x, m, p, left, top);

  // What can be done with it: beside the bubble while the pointer or the focus is there.
  const Rect more{m.own ? bubble.x - 36 : bubble.right() + 8,
                  bubble.y + (std::min(bubble.h, 37.0f) - 28) / 2, 28, 28};
  const uint64_t more_path = f.tree.path_of(6);
  const float shown =
      f.animate(more_path + 1, f.hot == path || f.hot == more_path || f.focused == more_path);
  f.paint.push_alpha(shown);
  Node& b = icon_button(f, 6, more, {.icon = Icon::More}, f.str(Str::message_actions),
                        [frame = &f, actions = &x.actions, jid = x.c.jid, k = m.key, more](
                            const TwinInput&) { open_message_menu(frame, actions, jid, k, more); });
  b.attr("aria-haspopup", "menu")
      .attr("data-item", "")
      .attr("tabindex", p.last && i + 1 == x.c.messages.size() ? "0" : "-1");
  f.paint.pop_alpha();
  f.close();
}

}  // namespace confab::ui
