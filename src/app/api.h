// SPDX-License-Identifier: MIT
// Api: answers the calls of contract section 3 that need the core. A call is
// {"call": NAME, "args": {...}}; the answer is one JSON value or {code, message, hint} as an error.
// Window calls that need no chat (open, close, is, ...) are embed/'s own.
//
//   login {jid, password | token}    logout {}             connect {} disconnect {} reconnect {}
//   attach {jid, sid, rid}           goes on with a BOSH session that somebody else has opened
//   register {jid, password, invite, email, fields}  changePassword {password}  cancelAccount {}
//   credentials {jid, password | token | sid, rid} or {code, text}   the page's answer to SiteLogin
//   window.open {chat, message}      focus a chat and put a text into its composer
//   chats.open {jid}  chats.list {}  chats.get {jid}  chats.send {jid, body, reply_to}
//   chats.markRead {jid}  chats.close {jid}
//   messages.query {jid, before, after, max}  messages.search {text}
//   rooms.join {jid, nick, password, bookmark}  rooms.leave {jid}  rooms.list {}  rooms.get {jid}
//   rooms.invite {jid, who, reason}  rooms.setSubject {jid, subject}  rooms.kick {jid, nick,
//   reason} rooms.ban {jid, who, reason}  rooms.setAffiliation {jid, who, affiliation, reason}
//   contacts.list {}  contacts.add {jid, name}  contacts.remove {jid}
//   contacts.change {action: add | delete | modify, contacts: [{jid, name, groups}]}  as XEP-0144
//   xmpp.send {xml}  xmpp.sendIQ {xml} -> xml  xmpp.on {ns, name, type, handler} xmpp.off {handler}
//     (matching stanzas come as event "xmpp:stanza" {handler, xml})
//   doctor {}                        what is known of the connection
//   identify {user_id, name, ...}    takes name as nickname for rooms joined from now on
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/events.h"
#include "app/options.h"
#include "app/registrar.h"
#include "app/site_login.h"
#include "base/function.h"
#include "chat/account.h"
#include "platform/host.h"
#include "ui/shell.h"
#include "xmpp/client.h"

namespace confab::app {

class Api {
 public:
  struct Parts {
    platform::Host& host;
    xmpp::Client& client;
    chat::Store& store;
    chat::Account& account;
    ui::Shell& shell;
    AppOptions& options;
    Registrar& registrar;
    SiteLogin& site;
  };
  explicit Api(Parts parts);
  void call(uint32_t id, const std::string& name, const Json& args);
  // Offers a stanza to the handlers of xmpp.on; never swallows it.
  void tap(const xml::Element& stanza);

 private:
  using Method = void (Api::*)(uint32_t id, const Json& args);
  struct Entry {
    const char* name;
    Method method;
  };
  static const Entry kMethods[];

  void reply(uint32_t id, const Json& value) { p_.host.reply(id, value.dump(), true); }
  void done(uint32_t id) { reply(id, Json(true)); }
  void fail(uint32_t id, const std::string& code, const std::string& message);
  // "" -> true, else an error; `prefix` makes the server's condition a code of our own.
  Function<void(const std::string&)> answer(uint32_t id, const std::string& prefix = {});
  const chat::Conversation* conversation(uint32_t id, const Json& args);  // replies when missing
  const chat::Conversation* entered(uint32_t id, const Json& args);  // a room, as conversation()
  std::optional<xmpp::Jid> jid(uint32_t id, const Json& args, const char* key = "jid");

  void login(uint32_t, const Json&);
  void logout(uint32_t, const Json&);
  void connect(uint32_t, const Json&);
  void disconnect(uint32_t, const Json&);
  void reconnect(uint32_t, const Json&);
  void attach(uint32_t, const Json&);
  void register_account(uint32_t, const Json&);
  void change_password(uint32_t, const Json&);
  void cancel_account(uint32_t, const Json&);
  void credentials(uint32_t, const Json&);
  void window_open(uint32_t, const Json&);
  void identify(uint32_t, const Json&);
  void doctor(uint32_t, const Json&);
  void chats_open(uint32_t, const Json&);
  void chats_list(uint32_t, const Json&);
  void chats_get(uint32_t, const Json&);
  void chats_send(uint32_t, const Json&);
  void chats_mark_read(uint32_t, const Json&);
  void chats_close(uint32_t, const Json&);
  void messages_query(uint32_t, const Json&);
  void messages_search(uint32_t, const Json&);
  void rooms_join(uint32_t, const Json&);
  void rooms_leave(uint32_t, const Json&);
  void rooms_list(uint32_t, const Json&);
  void rooms_get(uint32_t, const Json&);
  void rooms_invite(uint32_t, const Json&);
  void rooms_set_subject(uint32_t, const Json&);
  void rooms_kick(uint32_t, const Json&);
  void rooms_ban(uint32_t, const Json&);
  void rooms_set_affiliation(uint32_t, const Json&);
  void contacts_list(uint32_t, const Json&);
  void contacts_add(uint32_t, const Json&);
  void contacts_remove(uint32_t, const Json&);
  void contacts_change(uint32_t, const Json&);
  void xmpp_send(uint32_t, const Json&);
  void xmpp_send_iq(uint32_t, const Json&);
  void xmpp_on(uint32_t, const Json&);
  void xmpp_off(uint32_t, const Json&);

  struct Tap {
    uint32_t handler;
    std::string ns, name, type;
  };
  Parts p_;
  std::vector<Tap> taps_;
  xmpp::Owner owner_ = xmpp::make_owner();
};

}  // namespace confab::app
