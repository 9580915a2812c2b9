// SPDX-License-Identifier: MIT
// The contract's events; see events.h.
#include "app/events.h"

#include "app/failures.h"
#include "base/strings.h"

namespace confab::app {

namespace {

std::string_view state_name(chat::MessageState s) {
  switch (s) {
    case chat::MessageState::Received: return "received";
    case chat::MessageState::Pending: return "pending";
    case chat::MessageState::Sent: return "sent";
    case chat::MessageState::Delivered: return "delivered";
    case chat::MessageState::Displayed: return "displayed";
    case chat::MessageState::Failed: return "failed";
  }
  return "";
}

std::string_view kind_name(chat::ConversationKind k) {
  return k == chat::ConversationKind::Direct ? "chat"
         : k == chat::ConversationKind::Room ? "groupchat"
                                             : "private";
}

std::string_view show_name(xmpp::Show show) {
  constexpr std::string_view names[] = {"offline", "online", "chat", "away", "xa", "dnd"};
  return names[static_cast<size_t>(show)];
}

Json failure_json(const xmpp::StreamFailure& f) {
  Json json = Json::object();
  json.set("code", f.code).set("condition", f.condition).set("text", f.text);
  json.set("message", failure_message(f.code));
  json.set("hint", failure_hint(f.code)).set("permanent", f.permanent);
  return json;
}

}  // namespace

Json message_json(const chat::Conversation& c, const chat::Message& m) {
  Json json = Json::object();
  json.set("id", m.id.empty() ? m.stanza_id : m.id).set("chat", c.jid.str());
  json.set("type", kind_name(c.kind)).set("from", m.from.str()).set("nick", m.sender);
  json.set("body", m.body).set("stamp", format_datetime(m.stamp_ms)).set("own", m.own);
  json.set("state", state_name(m.state)).set("encrypted", false).set("archived", m.archived);
  json.set("delayed", m.delayed).set("corrected", m.corrected).set("archive_id", m.stanza_id);
  if (!m.failure.empty()) json.set("failure", m.failure);
  return json;
}

Json conversation_json(const chat::Conversation& c) {
  Json json = Json::object();
  json.set("jid", c.jid.str()).set("type", kind_name(c.kind)).set("name", c.name);
  json.set("unread", c.unread).set("mentions", c.mentions).set("draft", c.draft);
  json.set("messages", static_cast<double>(c.messages.size()));
  if (c.kind == chat::ConversationKind::Room) {
    json.set("nick", c.nick).set("subject", c.subject).set("description", c.description);
    json.set("joined", c.room_state == chat::RoomState::In).set("error", c.room_error);
    json.set("occupants", static_cast<double>(c.participants.size()));
  } else {
    json.set("show", show_name(c.show)).set("status", c.status);
  }
  return json;
}

void Events::message(std::string_view name, const chat::Change& change) {
  const auto* c = store_.find(change.jid);
  const auto* m = c ? store_.find_message(change.jid, change.key) : nullptr;
  if (m && m->kind == chat::EntryKind::Text) emit(name, message_json(*c, *m));
}

void Events::change(const chat::Change& change) {
  using Kind = chat::Change::Kind;
  const std::string jid = change.jid.str();
  const auto* c = store_.find(change.jid);
  switch (change.kind) {
    case Kind::Message:
      return message(change.text == "corrected" ? "message:corrected" : "message", change);
    case Kind::MessageState: {
      const auto* m = store_.find_message(change.jid, change.key);
      if (!m) return;
      if (m->own && m->state >= chat::MessageState::Sent)
        message("message:" + std::string(state_name(m->state)), change);
      return;
    }
    case Kind::Typing:
      return emit("typing", Json::object()
                                .set("chat", jid)
                                .set("who", change.text)
                                .set("state", change.key ? "composing" : "paused"));
    case Kind::Unread:
      if (store_.total_unread() == unread_) return;
      unread_ = store_.total_unread();
      return emit("unread", Json::object().set("total", unread_).set("chat", jid));
    case Kind::RoomEntered:
      return emit("room:entered", Json::object().set("room", jid).set("nick", c ? c->nick : ""));
    case Kind::RoomLeft:
      return emit("room:left", Json::object()
                                   .set("room", jid)
                                   .set("reason", change.text)
                                   .set("text", c ? c->room_error_text : "")
                                   .set("alternate", c ? c->room_alternate.str() : ""));
    case Kind::RoomFailed: {
      Json detail = Json::object();
      const std::string code = "room-" + change.text;
      detail.set("code", code).set("room", jid).set("text", c ? c->room_error_text : "");
      detail.set("message", failure_message(code)).set("hint", failure_hint(code));
      return emit("error", detail);
    }
    case Kind::Subject:
      return emit("room:subject",
                  Json::object().set("room", jid).set("subject", c ? c->subject : ""));
    case Kind::OccupantJoin:
      return emit("occupant:join", Json::object().set("room", jid).set("nick", change.text));
    case Kind::OccupantLeave:
      return emit("occupant:leave", Json::object().set("room", jid).set("nick", change.text));
    case Kind::Presence: {
      const auto* contact = store_.contact(change.jid);
      if (!contact && !c) return;
      const auto show = contact ? contact->show : c->show;
      return emit("contact:presence", Json::object().set("jid", jid).set("show", show_name(show)));
    }
    case Kind::Request:
      if (change.text == "new") request(store_.requests()[change.key]);
      return;
    case Kind::Suggestion: return suggestion(store_.followed(), true);
    case Kind::Connection:
    case Kind::Conversation:
    case Kind::Roster:
    case Kind::Avatar:
    case Kind::History: return;
  }
}

void Events::suggestion(const chat::Request& r, bool followed) {
  constexpr std::string_view actions[] = {"add", "delete", "modify"};
  Json contacts = Json::array();
  for (const xmpp::RosterItem& item : r.items) {
    Json groups = Json::array();
    for (const std::string& group : item.groups) groups.push(group);
    Json one = Json::object().set("jid", item.jid.str()).set("name", item.name);
    contacts.push(one.set("groups", std::move(groups)));
  }
  Json json = Json::object().set("from", r.from.str()).set("text", r.text);
  json.set("action", actions[static_cast<size_t>(r.action)]).set("followed", followed);
  emit("contact:suggestion", json.set("contacts", std::move(contacts)));
}

void Events::request(const chat::Request& r) {
  if (r.kind == chat::Request::Kind::Contacts) return suggestion(r, false);
  Json json = Json::object();
  json.set("from", r.from.str()).set("text", r.text);
  if (r.kind == chat::Request::Kind::Subscription) return emit("contact:request", json);
  emit("invite", json.set("room", r.room.str()));
}

void Events::state(xmpp::SessionState state, const xmpp::StreamFailure& f, const xmpp::Jid& jid,
                   bool logged_out) {
  using S = xmpp::SessionState;
  const bool was_closed = std::exchange(last_, state) == S::Closed;
  switch (state) {
    case S::Connecting: return emit(was_online_ ? "reconnecting" : "connecting", Json::object());
    case S::Waiting: {
      Json detail = failure_json(f);
      detail.set("reason", f.code).set("retry_in_ms", static_cast<double>(f.retry_in_ms));
      emit("disconnected", detail);
      return emit("error", failure_json(f));
    }
    case S::Closed: {
      if (!logged_out || !was_closed) {
        if (f.code == "auth-failed" || f.code == "account-disabled" || f.code == "token-refused" ||
            f.code == "credentials-refused")
          emit("authfail", failure_json(f));
        emit("disconnected", failure_json(f).set("reason", f.code));
        if (f.code != "closed") emit("error", failure_json(f));
      }
      if (logged_out) emit("logout", Json::object().set("jid", jid.bare_str()));
      was_online_ = false;
      return;
    }
    case S::Idle:
    case S::Authenticating:
    case S::Binding:
    case S::Online: return;
  }
}

void Events::session(xmpp::SessionEvent event, const xmpp::Jid& jid) {
  const Json detail = Json::object().set("jid", jid.str());
  if (event == xmpp::SessionEvent::Resumed) return emit("resumed", detail);
  if (event != xmpp::SessionEvent::Bound) return;
  if (!was_online_) emit("login", detail);
  was_online_ = true;
  emit("connected", detail);
}

void Events::error(std::string_view code, std::string_view message) {
  emit("error", Json::object()
                    .set("code", code)
                    .set("message", message.empty() ? failure_message(code) : message)
                    .set("hint", failure_hint(code)));
}

}  // namespace confab::app
