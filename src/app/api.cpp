// SPDX-License-Identifier: MIT
// The API's table, sessions, chats and messages; rooms, contacts and raw XMPP are in api_rooms.cpp
// and api_xmpp.cpp.
#include "app/api.h"

#include "app/failures.h"
#include "base/names.h"
#include "base/strings.h"

namespace confab::app {

const Api::Entry Api::kMethods[] = {
    {"login", &Api::login},
    {"logout", &Api::logout},
    {"connect", &Api::connect},
    {"disconnect", &Api::disconnect},
    {"reconnect", &Api::reconnect},
    {"attach", &Api::attach},
    {"register", &Api::register_account},
    {"changePassword", &Api::change_password},
    {"cancelAccount", &Api::cancel_account},
    {"credentials", &Api::credentials},
    {"window.open", &Api::window_open},
    {"identify", &Api::identify},
    {"doctor", &Api::doctor},
    {"chats.open", &Api::chats_open},
    {"chats.list", &Api::chats_list},
    {"chats.get", &Api::chats_get},
    {"chats.send", &Api::chats_send},
    {"chats.markRead", &Api::chats_mark_read},
    {"chats.close", &Api::chats_close},
    {"messages.query", &Api::messages_query},
    {"messages.search", &Api::messages_search},
    {"rooms.join", &Api::rooms_join},
    {"rooms.leave", &Api::rooms_leave},
    {"rooms.list", &Api::rooms_list},
    {"rooms.get", &Api::rooms_get},
    {"rooms.invite", &Api::rooms_invite},
    {"rooms.setSubject", &Api::rooms_set_subject},
    {"rooms.kick", &Api::rooms_kick},
    {"rooms.ban", &Api::rooms_ban},
    {"rooms.setAffiliation", &Api::rooms_set_affiliation},
    {"contacts.list", &Api::contacts_list},
    {"contacts.add", &Api::contacts_add},
    {"contacts.remove", &Api::contacts_remove},
    {"contacts.change", &Api::contacts_change},
    {"xmpp.send", &Api::xmpp_send},
    {"xmpp.sendIQ", &Api::xmpp_send_iq},
    {"xmpp.on", &Api::xmpp_on},
    {"xmpp.off", &Api::xmpp_off},
};

Api::Api(Parts parts) : p_(parts) {}

void Api::call(uint32_t id, const std::string& name, const Json& args) {
  for (const Entry& entry : kMethods)
    if (name == entry.name) return (this->*entry.method)(id, args);
  fail(id, "unknown-call", "There is no call named " + name + ".");
}

void Api::fail(uint32_t id, const std::string& code, const std::string& message) {
  Json json = Json::object();
  json.set("code", code).set("message", message).set("hint", failure_hint(code));
  p_.host.reply(id, json.dump(), false);
}

Function<void(const std::string&)> Api::answer(uint32_t id, const std::string& prefix) {
  return [this, id, prefix](const std::string& error) {
    if (error.empty()) return done(id);
    const std::string code = error == "disconnected" ? error : prefix + error;
    if (code == "disconnected" || !prefix.empty())
      return fail(id, code, std::string(failure_message(code)));
    fail(id, error, "The server answered: " + error + ".");
  };
}

std::optional<xmpp::Jid> Api::jid(uint32_t id, const Json& args, const char* key) {
  auto parsed = xmpp::Jid::parse(args[key].as_string());
  if (!parsed) fail(id, "bad-jid", std::string(key) + " is not an XMPP address.");
  return parsed;
}

const chat::Conversation* Api::conversation(uint32_t id, const Json& args) {
  const auto address = jid(id, args);
  if (!address) return nullptr;
  const auto* c = p_.store.find(*address);
  if (!c) fail(id, "no-chat", "There is no open chat with " + address->str() + ".");
  return c;
}

void Api::login(uint32_t id, const Json& args) {
  const auto address = jid(id, args);
  if (!address) return;
  xmpp::SessionConfig config = p_.options.session;
  p_.site.forget();
  config.jid = *address;
  config.password = args["password"].as_string();
  config.token = args["token"].as_string();
  config.auth = address->local().empty() ? xmpp::AuthMethod::Anonymous
                : !config.token.empty()  ? xmpp::AuthMethod::Token
                                         : xmpp::AuthMethod::Password;
  p_.account.dispatch(chat::Login{std::move(config)});
  done(id);
}

void Api::logout(uint32_t id, const Json&) {
  p_.site.forget();
  p_.account.dispatch(chat::Logout{});
  done(id);
}

// Who is signed in, or was before disconnect(), goes on as that.
void Api::connect(uint32_t id, const Json&) {
  const auto& session = p_.client.session();
  const bool begun = session.state() != xmpp::SessionState::Idle && !session.logged_out();
  if (begun && !session.jid().empty()) {
    p_.account.dispatch(chat::RetryNow{true});
  } else if (p_.options.site_login) {
    p_.site.begin();
  } else if (p_.options.session.jid.empty()) {
    return fail(id, "no-jid", "The option jid is not set.");
  } else {
    p_.account.dispatch(chat::Login{p_.options.session});
  }
  done(id);
}

void Api::disconnect(uint32_t id, const Json&) {
  p_.client.session().disconnect();
  done(id);
}

void Api::reconnect(uint32_t id, const Json&) {
  p_.account.dispatch(chat::RetryNow{true});
  done(id);
}

void Api::attach(uint32_t id, const Json& args) {
  xmpp::SessionConfig config = p_.options.session;
  if (!read_prebind(args, config))
    return fail(id, "bad-prebind", "attach() needs jid, sid and rid of a BOSH session.");
  p_.account.dispatch(chat::Login{std::move(config)});
  done(id);
}

void Api::credentials(uint32_t id, const Json& args) {
  p_.site.answer(args);
  done(id);
}

void Api::window_open(uint32_t id, const Json& args) {
  if (args["chat"].is(Json::Type::String)) {
    const auto address = jid(id, args, "chat");
    if (!address) return;
    p_.account.dispatch(chat::OpenChat{*address});
    p_.shell.open_conversation(*address);
  }
  if (args["message"].is(Json::Type::String) && !p_.shell.current().empty())
    p_.store.set_draft(p_.shell.current(), args["message"].as_string());
  done(id);
}

void Api::identify(uint32_t id, const Json& args) {
  const std::string name = args["name"].as_string();
  if (!names::visible(name))
    return fail(id, "no-name", "identify() needs a name that can be seen.");
  p_.account.dispatch(chat::Identify{name});
  done(id);
}

void Api::doctor(uint32_t id, const Json&) {
  const auto& session = p_.client.session();
  const auto& failure = session.last_failure();
  Json json = Json::object();
  json.set("online", session.state() == xmpp::SessionState::Online).set("jid", session.jid().str());
  json.set("resumable", session.resumable()).set("failure", failure.code);
  json.set("condition", failure.condition).set("hint", failure_hint(failure.code));
  Json features = Json::array();
  for (const auto& child : session.features().children()) features.push(child.ns());
  reply(id, json.set("features", std::move(features)));
}

void Api::chats_open(uint32_t id, const Json& args) {
  const auto address = jid(id, args);
  if (!address) return;
  p_.account.dispatch(chat::OpenChat{*address});
  p_.shell.open_conversation(*address);
  done(id);
}

void Api::chats_list(uint32_t id, const Json&) {
  Json list = Json::array();
  for (const auto* c : p_.store.conversations()) list.push(conversation_json(*c));
  reply(id, list);
}

void Api::chats_get(uint32_t id, const Json& args) {
  if (const auto* c = conversation(id, args)) reply(id, conversation_json(*c));
}

void Api::chats_send(uint32_t id, const Json& args) {
  const auto address = jid(id, args);
  if (!address) return;
  const std::string body = args["body"].as_string();
  if (body.empty()) return fail(id, "empty-message", "body is empty.");
  p_.account.dispatch(chat::Send{*address, body, answer(id)});
}

void Api::chats_mark_read(uint32_t id, const Json& args) {
  if (const auto* c = conversation(id, args)) {
    p_.account.dispatch(chat::MarkRead{c->jid});
    done(id);
  }
}

void Api::chats_close(uint32_t id, const Json& args) {
  if (const auto* c = conversation(id, args)) {
    p_.account.dispatch(chat::CloseChat{c->jid});
    done(id);
  }
}

void Api::messages_query(uint32_t id, const Json& args) {
  const auto* c = conversation(id, args);
  if (!c) return;
  const auto max = static_cast<size_t>(std::clamp(args["max"].as_number(50), 1.0, 1e6));
  const std::string before = args["before"].as_string(), after = args["after"].as_string();
  std::vector<const chat::Message*> found;
  bool started = after.empty();
  for (const auto& m : c->messages) {
    const bool is_before = !before.empty() && (m.id == before || m.stanza_id == before);
    if (is_before) break;
    if (started && m.kind == chat::EntryKind::Text) found.push_back(&m);
    if (!after.empty() && (m.id == after || m.stanza_id == after)) started = true;
    if (!after.empty() && found.size() == max) break;
  }
  const size_t from = after.empty() && found.size() > max ? found.size() - max : 0;
  Json list = Json::array();
  for (size_t i = from; i < found.size(); ++i) list.push(message_json(*c, *found[i]));
  reply(id, list);
}

void Api::messages_search(uint32_t id, const Json& args) {
  const std::string needle = ascii_lower(args["text"].as_string());
  if (needle.empty()) return fail(id, "empty-search", "text is empty.");
  Json list = Json::array();
  for (const auto* c : p_.store.conversations())
    for (const auto& m : c->messages)
      if (m.kind == chat::EntryKind::Text && list.items().size() < 500 &&
          ascii_lower(m.body).find(needle) != std::string::npos)
        list.push(message_json(*c, m));
  reply(id, list);
}

}  // namespace confab::app
