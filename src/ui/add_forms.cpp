// SPDX-License-Identifier: MIT
// The two ways to a new conversation: somebody's address, or a room; and which is offered first.
#include "base/names.h"
#include "base/strings.h"
#include "ui/conversation_list.h"

namespace confab::ui {

FirstStep first_step(Frame& f, Actions& a) {
  const bool contacts = f.options.allow_contacts;
  if (f.options.singleton || (!contacts && !f.options.allow_muc)) return {};
  return {f.str(contacts ? Str::new_chat : Str::join_room), [&f, &a, contacts](const TwinInput&) {
            a.open_form(contacts ? new_chat_form(f, a) : join_room_form(f, a));
          }};
}

FormSpec new_chat_form(Frame& f, Actions& a) {
  FormSpec form;
  form.title = f.str(Str::new_chat);
  form.text = f.str(Str::new_chat_text);
  form.submit = f.str(Str::start_chat);
  form.fields.push_back(
      {{.name = "address", .label = f.str(Str::address), .placeholder = f.str(Str::address_hint)},
       {}});
  form.option = f.str(Str::add_contact);
  form.run = [fp = &f, ap = &a](FormSpec& s) {
    std::string text(trim(s.fields[0].state.value));
    const std::string& home =
        fp->options.locked_domain.empty() ? fp->options.default_domain : fp->options.locked_domain;
    if (text.find('@') == std::string::npos && !home.empty() && !text.empty()) text += "@" + home;
    const auto jid = chat::Jid::parse(text);
    if (!jid || jid->local().empty()) {
      s.fields[0].state.error = fp->str(Str::address_bad);
      return false;
    }
    if (s.option_on) fp->host.dispatch(chat::AddContact{jid->bare(), "", {}});
    fp->host.dispatch(chat::OpenChat{jid->bare()});
    ap->open_conversation(jid->bare());
    return true;
  };
  return form;
}

FormSpec join_room_form(Frame& f, Actions& a) {
  FormSpec form;
  form.title = f.str(Str::join_room);
  form.submit = f.str(Str::join);
  form.fields.push_back(
      {{.name = "room", .label = f.str(Str::room_address), .placeholder = f.str(Str::room_hint)},
       {}});
  form.fields.push_back({{.name = "nick",
                          .autocomplete = "nickname",
                          .label = f.str(Str::nickname),
                          .placeholder = f.str(Str::optional)},
                         {}});
  form.fields.push_back({{.name = "room-password",
                          .type = "password",
                          .label = f.str(Str::room_password),
                          .placeholder = f.str(Str::optional)},
                         {}});
  form.run = [fp = &f, ap = &a](FormSpec& s) {
    std::string text(trim(s.fields[0].state.value));
    if (text.find('@') == std::string::npos && !fp->options.muc_domain.empty() && !text.empty())
      text += "@" + fp->options.muc_domain;
    const auto jid = chat::Jid::parse(text);
    if (!jid || jid->local().empty()) {
      s.fields[0].state.error = fp->str(Str::room_bad);
      return false;
    }
    std::string nick(trim(s.fields[1].state.value));
    if (!nick.empty() && !names::visible(nick)) {
      s.fields[1].state.error = fp->str(Str::nickname_hidden);
      return false;
    }
    fp->host.dispatch(chat::JoinRoom{jid->bare(), std::move(nick), s.fields[2].state.value, {}});
    ap->open_conversation(jid->bare());
    return true;
  };
  return form;
}

}  // namespace confab::ui
