// SPDX-License-Identifier: MIT
// A room that we are not in; see room_error.h.
#include "ui/room_error.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {

enum class Ask : uint8_t { Nothing, Password, Nick };

struct Screen {
  std::string_view code;  // condition of a failed join, or why we left
  Icon icon;
  Str title;
  Str text;
  Ask ask;
  bool retry;
};
constexpr Screen kScreens[] = {
    {"not-authorized", Icon::Lock, Str::room_password_title, Str::room_password_text, Ask::Password,
     true},
    {"registration-required", Icon::Lock, Str::room_members, Str::room_members_text, Ask::Nothing,
     true},
    {"members-only", Icon::Lock, Str::room_members, Str::room_members_text, Ask::Nothing, true},
    {"affiliation", Icon::Lock, Str::room_members, Str::room_members_text, Ask::Nothing, true},
    {"forbidden", Icon::Ban, Str::room_banned, Str::room_banned_text, Ask::Nothing, false},
    {"banned", Icon::Ban, Str::room_banned, Str::room_banned_text, Ask::Nothing, false},
    {"conflict", Icon::Person, Str::room_nick_taken, Str::room_nick_text, Ask::Nick, true},
    {"bad-nick", Icon::Person, Str::nickname_hidden, Str::count_, Ask::Nick, true},
    {"item-not-found", Icon::Search, Str::room_not_found, Str::room_not_found_text, Ask::Nothing,
     true},
    {"gone", Icon::Door, Str::room_destroyed, Str::room_destroyed_text, Ask::Nothing, false},
    {"destroyed", Icon::Door, Str::room_destroyed, Str::room_destroyed_text, Ask::Nothing, false},
    {"service-unavailable", Icon::People, Str::room_full, Str::room_full_text, Ask::Nothing, true},
    {"not-allowed", Icon::Lock, Str::room_no_create, Str::room_no_create_text, Ask::Nothing, true},
    {"kicked", Icon::Door, Str::room_kicked, Str::count_, Ask::Nothing, true},
    {"lost", Icon::Wifi, Str::room_lost, Str::count_, Ask::Nothing, true},
    {"shutdown", Icon::Wifi, Str::room_lost, Str::count_, Ask::Nothing, true},
    {"error", Icon::Wifi, Str::room_lost, Str::count_, Ask::Nothing, true},
    {"left", Icon::Door, Str::room_left, Str::count_, Ask::Nothing, true},
    {"", Icon::Door, Str::room_left, Str::count_, Ask::Nothing, true},
};

const Screen* find_screen(const std::string& code) {
  for (const Screen& s : kScreens)
    if (s.code == code) return &s;
  return nullptr;
}

void enter(Frame& f, RoomErrorState& state, const chat::Jid& room, const std::string& nick,
           Ask ask) {
  chat::JoinRoom join{room, nick, {}, {}};
  if (ask != Ask::Nothing) {
    if (state.field.value.empty()) {
      state.field.error = f.str(ask == Ask::Password ? Str::password_needed : Str::nickname_needed);
      return f.request("room");
    }
    (ask == Ask::Password ? join.password : join.nick) = state.field.value;
  }
  f.host.dispatch(std::move(join));
}

float ask_field(Frame& f, RoomErrorState& state, Ask ask, const Rect& r) {
  FieldSpec spec;
  spec.name = ask == Ask::Password ? "room-password" : "nick";
  spec.type = ask == Ask::Password ? "password" : "text";
  spec.label = f.str(ask == Ask::Password ? Str::room_password : Str::nickname);
  return field(f, key("field"), r, spec, state.field);
}

// XEP-0045 10.9: the room names another one. Where that leads is for the visitor to decide.
void go_on(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r) {
  const chat::Jid there = c.room_alternate;
  const std::string name = there.local().empty() ? there.str() : there.local();
  const std::string label = f.str(Str::room_go, utf8::prefix(name, 40));
  const float w = std::min(r.w, button_width(f, label) + 8);
  button(f, key("go"), {std::floor(r.x + (r.w - w) / 2), r.y, w, r.h}, label, {},
         [&f, &actions, there, nick = c.nick](const TwinInput& in) {
           if (in.event != TwinEvent::Click) return;
           f.host.dispatch(chat::JoinRoom{there, nick, {}, {}});
           actions.open_conversation(there);
         });
}

}  // namespace

void room_error(Frame& f, Actions& actions, RoomErrorState& state, const chat::Conversation& c,
                const Rect& r) {
  const Theme& t = *f.theme;
  if (state.room != c.jid || state.error != c.room_error) state = {c.jid, c.room_error, {}};
  const Screen* known = find_screen(c.room_error);
  const Screen screen =
      known ? *known : Screen{"", Icon::Alert, Str::room_failed, Str::count_, Ask::Nothing, true};
  const std::string title = known ? f.str(screen.title) : f.str(Str::room_failed, c.room_error);
  const bool closed = screen.title == Str::room_destroyed;
  const bool moved = closed && !c.room_alternate.empty();
  const std::string text = moved ? f.str(Str::room_moved, c.room_alternate.str())
                           : screen.text == Str::count_ ? std::string()
                                                        : f.str(screen.text);
  const std::string& words = c.room_error_text;
  const std::string server = closed && !words.empty() ? f.str(Str::room_reason, words) : words;
  const float w = std::min(360.0f, r.w - 32), x = std::floor(r.x + (r.w - w) / 2);
  const auto height = [&](const std::string& s, Type type) {
    return s.empty() ? 0.0f : f.paragraph(0, {0, 0, w, 0}, s, type, 0, Align::Center, "", false);
  };
  const float total = 56 + 16 + height(title, kHead) + 4 + height(text, kBody) +
                      (server.empty() ? 0 : 12 + height(server, kSmall)) +
                      (screen.ask == Ask::Nothing ? 0 : 96) +
                      (screen.retry || moved ? 20 + metric::field : 0);
  float y = std::floor(std::max(r.y + 16, r.y + (r.h - total) / 2));
  Node& form = f.open(TwinTag::Form, key("room-error"), r);
  form.attr("data-part", "room-error")
      .attr("novalidate", "")
      .attr("role", "group")
      .attr("aria-label", title);
  form.on = [&f, &state, room = c.jid, nick = c.nick, ask = screen.ask](const TwinInput& in) {
    if (in.event == TwinEvent::Submit) enter(f, state, room, nick, ask);
  };
  f.paint.disc(r.x + r.w / 2, y + 28, 28, t.hover);
  f.paint.icon(screen.icon, {r.x + r.w / 2 - 28, y, 56, 56}, t.dim, 26);
  y += 56 + 16;
  y += f.paragraph(key("title"), {x, y, w, 0}, title, kHead, t.text, Align::Center, "ctr") + 4;
  if (!text.empty())
    y += f.paragraph(key("text"), {x, y, w, 0}, text, kBody, t.dim, Align::Center, "ctr dim");
  if (!server.empty())
    y += 12 + f.paragraph(key("server"), {x, y + 12, w, 0}, server, kSmall, t.dim, Align::Center,
                          "ctr dim");
  if (screen.ask != Ask::Nothing) y += 20 + ask_field(f, state, screen.ask, {x, y + 20, w, 0});
  if (screen.retry) {
    ButtonSpec spec;
    spec.submit = true;
    const std::string label = f.str(screen.ask == Ask::Nothing ? Str::join_again : Str::enter);
    const float bw = screen.ask == Ask::Nothing ? std::min(w, button_width(f, label) + 8) : w;
    button(f, key("enter"), {std::floor(r.x + (r.w - bw) / 2), y + 20, bw, metric::field}, label,
           spec, nullptr);
  }
  if (moved) go_on(f, actions, c, {x, y + 20, w, metric::field});
  f.close();
}

}  // namespace confab::ui
