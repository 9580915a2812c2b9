// SPDX-License-Identifier: MIT
// Menu and questions about an occupant; see occupant_menu.h.
#include "ui/occupant_menu.h"

#include "base/names.h"

namespace confab::ui {

namespace {

chat::Reply refused(Actions& actions, Frame& f) {
  return [&actions, &f](const std::string& error) {
    if (!error.empty()) actions.toast(f.str(Str::err_other, error), true);
  };
}

void ask_kick(Frame& f, Actions& actions, const chat::Jid& room, const std::string& nick) {
  FormSpec ask;
  ask.title = f.str(Str::kick_title, names::shown(nick));
  ask.text = f.str(Str::kick_text);
  ask.submit = f.str(Str::kick_do);
  ask.danger = true;
  ask.run = [&f, &actions, room, nick](FormSpec&) {
    f.host.dispatch(chat::Kick{room, nick, {}, refused(actions, f)});
    return true;
  };
  actions.open_form(std::move(ask));
}

void ask_ban(Frame& f, Actions& actions, const chat::Jid& room, const std::string& nick,
             const chat::Jid& who) {
  FormSpec ask;
  ask.title = f.str(Str::ban_title, names::shown(nick));
  ask.text = f.str(Str::ban_text);
  ask.submit = f.str(Str::ban_do);
  ask.danger = true;
  ask.run = [&f, &actions, room, who](FormSpec&) {
    f.host.dispatch(
        chat::SetAffiliation{room, who, xmpp::Affiliation::Outcast, {}, refused(actions, f)});
    return true;
  };
  actions.open_form(std::move(ask));
}

}  // namespace

void ask_new_nick(Frame& f, Actions& actions, const chat::Jid& room, const std::string& now) {
  FormSpec ask;
  ask.title = f.str(Str::change_nick_title);
  ask.submit = f.str(Str::save);
  FormField field;
  field.spec.name = "nick";
  field.spec.label = f.str(Str::nickname);
  field.state.value = now;
  ask.fields.push_back(std::move(field));
  ask.run = [&f, room](FormSpec& form) {
    Field& nick = form.fields[0].state;
    if (!names::visible(nick.value)) {
      nick.error = f.str(nick.value.empty() ? Str::nickname_needed : Str::nickname_hidden);
      return false;
    }
    f.host.dispatch(chat::ChangeNick{room, nick.value});
    return true;
  };
  actions.open_form(std::move(ask));
}

void open_occupant_menu(Frame& f, Actions& actions, const chat::Jid& room, const std::string& nick,
                        const Rect& anchor) {
  const auto* c = f.host.store.find(room);
  if (!c) return;
  const auto found = c->participants.find(nick);
  if (found == c->participants.end()) return;
  const xmpp::Occupant& who = found->second.occupant;
  MenuSpec menu;
  menu.label = names::shown(nick);
  menu.anchor = anchor;
  if (found->second.self) {
    menu.items.push_back({f.str(Str::change_nick), Icon::Edit,
                          [&f, &actions, room, nick] { ask_new_nick(f, actions, room, nick); }});
    return actions.open_menu(std::move(menu));
  }
  const chat::Jid address = room.with_resource(nick);
  menu.items.push_back({f.str(Str::private_message), Icon::Chat, [&f, &actions, address] {
                          f.host.dispatch(chat::OpenChat{address});
                          actions.open_conversation(address);
                        }});
  if (c->role == xmpp::Role::Moderator && who.role != xmpp::Role::Moderator)
    menu.items.push_back({f.str(Str::kick), Icon::Door,
                          [&f, &actions, room, nick] { ask_kick(f, actions, room, nick); }, true});
  const bool may_ban =
      c->affiliation >= xmpp::Affiliation::Admin && who.affiliation < c->affiliation;
  if (may_ban && !who.real_jid.empty())
    menu.items.push_back({f.str(Str::ban), Icon::Ban,
                          [&f, &actions, room, nick, jid = who.real_jid.bare()] {
                            ask_ban(f, actions, room, nick, jid);
                          },
                          true});
  actions.open_menu(std::move(menu));
}

}  // namespace confab::ui
