// SPDX-License-Identifier: MIT
// Name, subtitle (people and subject, presence, typing) and the conversation's menu.
#include "ui/header.h"

#include "base/strings.h"
#include "ui/avatar.h"

namespace confab::ui {

using platform::TwinTag;

std::string display_name(const chat::Conversation& c) {
  if (c.kind == chat::ConversationKind::RoomPrivate) return c.jid.resource();
  if (!c.name.empty()) return c.name;
  return c.jid.local().empty() ? c.jid.domain() : c.jid.local();
}

std::string avatar_id(const chat::Conversation& c) {
  return c.kind == chat::ConversationKind::RoomPrivate ? c.jid.resource() : c.jid.bare_str();
}

namespace {

std::string subtitle(Frame& f, const chat::Conversation& c) {
  if (c.typing.size() == 1 && c.kind != chat::ConversationKind::Room) return f.str(Str::typing);
  if (c.kind == chat::ConversationKind::Room) {
    if (c.room_state == chat::RoomState::Joining) return f.str(Str::joining);
    std::string out;
    if (c.room_state == chat::RoomState::In)
      out = f.str.count(Str::here, static_cast<int64_t>(c.participants.size()));
    const std::string& about = c.subject.empty() ? c.description : c.subject;
    if (!about.empty()) out += (out.empty() ? "" : " · ") + about;
    return out;
  }
  if (c.kind == chat::ConversationKind::RoomPrivate) {
    const chat::Conversation* room = f.host.store.find(c.jid.bare());
    return room ? display_name(*room) : c.jid.bare_str();
  }
  std::string out = f.str(show_name(c.show));
  if (!c.status.empty()) out += " · " + c.status;
  return out;
}

MenuSpec conversation_menu(Frame& f, Actions& actions, const chat::Conversation& c) {
  MenuSpec menu;
  menu.label = f.str(Str::more);
  menu.align_end = true;
  Frame* frame = &f;
  Actions* a = &actions;
  const chat::Jid jid = c.jid;
  const auto form = [frame, a, jid](FormSpec (*make)(Frame&, const chat::Conversation&)) {
    return [frame, a, jid, make] {
      if (const chat::Conversation* now = frame->host.store.find(jid))
        a->open_form(make(*frame, *now));
    };
  };
  if (c.kind == chat::ConversationKind::Room) {
    if (c.room_state == chat::RoomState::In)
      menu.items.push_back({f.str(Str::change_nick), Icon::Edit, form(nick_form)});
    menu.items.push_back({f.str(Str::leave_room), Icon::Door, form(leave_form), true});
  } else {
    menu.items.push_back({f.str(Str::close_chat), Icon::Close,
                          [frame, jid] { frame->host.dispatch(chat::CloseChat{jid}); }});
  }
  if (f.options.singleton)
    menu.items.push_back({f.str(Str::settings), Icon::Gear, [a] { a->open_settings(); }});
  return menu;
}

}  // namespace

FormSpec nick_form(Frame& f, const chat::Conversation& c) {
  FormSpec form;
  form.title = f.str(Str::change_nick_title);
  form.submit = f.str(Str::save);
  form.fields.push_back(
      {{.name = "nick", .autocomplete = "nickname", .label = f.str(Str::nickname)}, {c.nick, {}}});
  form.run = [frame = &f, room = c.jid](FormSpec& s) {
    const std::string nick(trim(s.fields[0].state.value));
    if (nick.empty()) {
      s.fields[0].state.error = frame->str(Str::nickname_needed);
      return false;
    }
    frame->host.dispatch(chat::ChangeNick{room, nick});
    return true;
  };
  return form;
}

FormSpec leave_form(Frame& f, const chat::Conversation& c) {
  FormSpec form;
  form.title = f.str(Str::leave_title, display_name(c));
  form.text = f.str(Str::leave_text);
  form.submit = f.str(Str::leave_do);
  form.danger = true;
  form.run = [frame = &f, room = c.jid](FormSpec&) {
    frame->host.dispatch(chat::CloseChat{room});
    return true;
  };
  return form;
}

void draw_header(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r,
                 const HeaderSpec& spec) {
  const Theme& t = *f.theme;
  f.paint.fill(r, t.bg);
  f.paint.hline(r.x, r.bottom() - 1, r.w, t.line);
  f.open(TwinTag::Div, key("head"), r).cls("head");
  float x = r.x + (spec.back ? 8 : 16), right = r.right() - 12;
  const float by = r.y + (r.h - 32) / 2;
  if (spec.back) {
    icon_button(f, key("back"), {x, by, 32, 32}, {.icon = Icon::Back, .size = 20}, f.str(Str::back),
                [a = &actions](const TwinInput&) { a->back(); });
    x += 40;
  }
  const std::string name = display_name(c);
  const bool room = c.kind == chat::ConversationKind::Room;
  if (f.options.show_avatars || room) {
    const float ay = r.y + (r.h - 36) / 2;
    if (room) {
      room_avatar(f, x, ay, 36, avatar_id(c));
    } else {
      avatar(f, x, ay, 36, name, avatar_id(c), c.jid);
    }
    const bool online = f.host.store.connection() == xmpp::SessionState::Online;
    if (online && c.kind == chat::ConversationKind::Direct)
      presence_dot(f, x, ay, 36, c.show, t.bg);
    x += 48;
  }
  // Reading order: title first, then the buttons; so the buttons' room is counted before.
  const int buttons = 1 + spec.people + spec.close;
  const float text_right = right - static_cast<float>(buttons) * 36;
  const std::string sub = subtitle(f, c);
  const float high = f.line(kHead), low = sub.empty() ? 0 : f.line(kSmall);
  const float top = r.y + (r.h - high - low) / 2;
  f.label(key("title"), {x, top, text_right - x, high}, name, kHead, t.text, Align::Start, "",
          TwinTag::H2);
  if (!sub.empty())
    f.label(key("sub"), {x, top + high, text_right - x, low}, sub, kSmall, t.dim, Align::Start,
            "dim");
  float bx = right - static_cast<float>(buttons) * 36 + 4;
  if (spec.people) {
    icon_button(f, key("people"), {bx, by, 32, 32},
                {.icon = Icon::People, .active = spec.people_shown},
                f.str(spec.people_shown ? Str::hide_participants : Str::show_participants),
                [a = &actions](const TwinInput&) { a->toggle_participants(); })
        .attr("aria-expanded", spec.people_shown ? "true" : "false");
    bx += 36;
  }
  const Rect more{bx, by, 32, 32};
  icon_button(f, key("more"), more, {.icon = Icon::More}, f.str(Str::more),
              [fp = &f, a = &actions, jid = c.jid, more](const TwinInput&) {
                const chat::Conversation* now = fp->host.store.find(jid);
                if (!now) return;
                MenuSpec menu = conversation_menu(*fp, *a, *now);
                menu.anchor = more;
                a->open_menu(std::move(menu));
              })
      .attr("aria-haspopup", "menu");
  if (spec.close)
    icon_button(f, key("close"), {bx + 36, by, 32, 32}, {.icon = Icon::Close}, f.str(Str::close),
                [fp = &f](const TwinInput&) { fp->host.host.close_window(); });
  f.close();
}

}  // namespace confab::ui
