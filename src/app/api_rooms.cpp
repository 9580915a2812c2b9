// SPDX-License-Identifier: MIT
// The API's rooms and contacts.
#include "app/api.h"

#include "app/failures.h"

namespace confab::app {

namespace {

std::optional<xmpp::Affiliation> affiliation(std::string_view name) {
  if (name == "none") return xmpp::Affiliation::None;
  if (name == "outcast") return xmpp::Affiliation::Outcast;
  if (name == "member") return xmpp::Affiliation::Member;
  if (name == "admin") return xmpp::Affiliation::Admin;
  if (name == "owner") return xmpp::Affiliation::Owner;
  return std::nullopt;
}

}  // namespace

void Api::rooms_join(uint32_t id, const Json& args) {
  const auto room = jid(id, args);
  if (!room) return;
  chat::JoinRoom join{room->bare(), args["nick"].as_string(), args["password"].as_string(),
                      answer(id, "room-"), args["bookmark"].as_bool(true)};
  p_.account.dispatch(std::move(join));
}

// What the room would answer to somebody who is not in it reaches nobody.
const chat::Conversation* Api::entered(uint32_t id, const Json& args) {
  const auto* c = conversation(id, args);
  if (!c || c->room_state == chat::RoomState::In) return c;
  fail(id, "not-joined", std::string(failure_message("not-joined")));
  return nullptr;
}

void Api::rooms_leave(uint32_t id, const Json& args) {
  const auto* c = conversation(id, args);
  if (!c) return;
  p_.account.dispatch(chat::LeaveRoom{c->jid});
  done(id);
}

void Api::rooms_list(uint32_t id, const Json&) {
  Json list = Json::array();
  for (const auto* c : p_.store.conversations())
    if (c->kind == chat::ConversationKind::Room) list.push(conversation_json(*c));
  reply(id, list);
}

void Api::rooms_get(uint32_t id, const Json& args) {
  const auto* c = conversation(id, args);
  if (!c) return;
  constexpr std::string_view roles[] = {"none", "visitor", "participant", "moderator"};
  constexpr std::string_view affiliations[] = {"none", "outcast", "member", "admin", "owner"};
  Json people = Json::array();
  for (const auto* p : p_.store.participants_sorted(*c)) {
    Json one = Json::object();
    one.set("nick", p->occupant.nick).set("jid", p->occupant.real_jid.str());
    one.set("role", roles[static_cast<size_t>(p->occupant.role)]);
    one.set("affiliation", affiliations[static_cast<size_t>(p->occupant.affiliation)]);
    people.push(one.set("self", p->self));
  }
  reply(id, conversation_json(*c).set("participants", std::move(people)));
}

void Api::rooms_invite(uint32_t id, const Json& args) {
  const auto* room = entered(id, args);
  if (!room) return;
  const auto who = jid(id, args, "who");
  if (!who) return;
  p_.account.dispatch(chat::Invite{room->jid, *who, args["reason"].as_string()});
  done(id);
}

void Api::rooms_set_subject(uint32_t id, const Json& args) {
  const auto* room = entered(id, args);
  if (!room) return;
  p_.account.dispatch(chat::SetSubject{room->jid, args["subject"].as_string(), answer(id)});
}

void Api::rooms_kick(uint32_t id, const Json& args) {
  const auto room = jid(id, args);
  if (!room) return;
  p_.account.dispatch(
      chat::Kick{*room, args["nick"].as_string(), args["reason"].as_string(), answer(id)});
}

void Api::rooms_ban(uint32_t id, const Json& args) {
  const auto room = jid(id, args);
  if (!room) return;
  const auto who = jid(id, args, "who");
  if (!who) return;
  p_.account.dispatch(chat::SetAffiliation{*room, *who, xmpp::Affiliation::Outcast,
                                           args["reason"].as_string(), answer(id)});
}

void Api::rooms_set_affiliation(uint32_t id, const Json& args) {
  const auto room = jid(id, args);
  if (!room) return;
  const auto who = jid(id, args, "who");
  if (!who) return;
  const auto value = affiliation(args["affiliation"].as_string());
  if (!value)
    return fail(id, "bad-affiliation",
                "affiliation is one of none, outcast, member, admin, owner.");
  p_.account.dispatch(
      chat::SetAffiliation{*room, *who, *value, args["reason"].as_string(), answer(id)});
}

void Api::contacts_list(uint32_t id, const Json&) {
  constexpr std::string_view shows[] = {"offline", "online", "chat", "away", "xa", "dnd"};
  Json list = Json::array();
  for (const auto* contact : p_.store.contacts()) {
    Json groups = Json::array();
    for (const auto& group : contact->item.groups) groups.push(group);
    Json one = Json::object();
    one.set("jid", contact->item.jid.str()).set("name", contact->item.name);
    one.set("subscription", contact->item.subscription).set("ask", contact->item.ask);
    one.set("show", shows[static_cast<size_t>(contact->show)]).set("status", contact->status);
    list.push(one.set("groups", std::move(groups)));
  }
  reply(id, list);
}

void Api::contacts_add(uint32_t id, const Json& args) {
  const auto who = jid(id, args);
  if (!who) return;
  p_.account.dispatch(chat::AddContact{who->bare(), args["name"].as_string(), answer(id)});
}

void Api::contacts_remove(uint32_t id, const Json& args) {
  const auto who = jid(id, args);
  if (!who) return;
  p_.account.dispatch(chat::RemoveContact{who->bare(), answer(id)});
}

void Api::contacts_change(uint32_t id, const Json& args) {
  const std::string action = args["action"].as_string();
  if (action != "add" && action != "delete" && action != "modify")
    return fail(id, "bad-action", "action is one of add, delete, modify.");
  std::vector<xmpp::RosterItem> items;
  for (const Json& contact : args["contacts"].items()) {
    const auto who = jid(id, contact);
    if (!who) return;
    xmpp::RosterItem item;
    item.jid = who->bare();
    item.name = contact["name"].as_string();
    for (const Json& group : contact["groups"].items()) item.groups.push_back(group.as_string());
    items.push_back(std::move(item));
  }
  const auto what = action == "add"      ? xmpp::RosterAction::Add
                    : action == "delete" ? xmpp::RosterAction::Delete
                                         : xmpp::RosterAction::Modify;
  p_.account.dispatch(chat::ChangeContacts{what, std::move(items), answer(id)});
}

}  // namespace confab::app
