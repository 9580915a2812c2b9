// SPDX-License-Identifier: MIT
// See case_actions.h.
#include "case_actions.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/rfc6121_messages/message_codec.h"
#include "xmpp/modules/rfc6121_messages/messages.h"
#include "xmpp/modules/rfc6121_presence/presence.h"
#include "xmpp/modules/rfc6121_roster/roster.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"
#include "xmpp/modules/xep0077_register/register.h"
#include "xmpp/modules/xep0084_avatar/avatar.h"
#include "xmpp/modules/xep0313_mam/mam.h"
#include "xmpp/modules/xep0402_bookmarks/bookmarks.h"
#include "xmpp/modules/xep0410_self_ping/self_ping.h"

namespace confab::xmpp {

namespace {

std::string text(const xml::Element& action, const char* name) {
  return std::string(action.attr(name));
}
bool flag(const xml::Element& action, const char* name) { return action.attr(name) == "true"; }

// What came of it becomes an event of its own: "sent ok" or the error's condition.
Done report(TestClient& client) {
  return [&client](const std::optional<StanzaError>& error) {
    client.events.push_back(MessageSentEvent{error ? error->condition : "done"});
  };
}

// Answers the requests on the queue that ask `whom` for disco#info, and drops everything else.
void answer_disco(TestClient& client, const Jid& whom, const std::string& features) {
  const auto sent = std::exchange(client.sent, {});
  for (const xml::Element& stanza : sent) {
    if (!stanza.child("query", ns::kDiscoInfo) || jid_attr(stanza, "to") != whom) continue;
    xml::Element iq("iq", ns::kClient);
    iq.set_attr("type", "result").set_attr("from", whom.str()).set_attr("id", stanza.attr("id"));
    xml::Element& query = iq.add("query", ns::kDiscoInfo);
    for (const std::string& feature : words(features))
      query.add("feature").set_attr("var", feature);
    client.router.receive(iq);
  }
}

bool session_action(TestClient& client, const xml::Element& a, std::string_view what) {
  if (what == "bound") {
    client.bind();
    if (flag(a, "quiet")) answer_disco(client, client.own.bare(), text(a, "account"));
  } else if (what == "resumed") {
    client.online = true;
    client.router.on_session(SessionEvent::Resumed, true);
  } else if (what == "lost") {
    client.online = false;
    client.router.on_session(SessionEvent::Lost, flag(a, "resumable"));
  } else if (what == "closed") {
    client.online = false;
    client.router.on_session(SessionEvent::Closed, false);
  } else if (what == "jid") {
    client.own = jid_attr(a, "jid");
  } else if (what == "takes") {
    client.takes = flag(a, "value");
  } else if (what == "advance") {
    client.time.advance(parse_int(a.attr("ms"), 0));
  } else if (what == "forget") {
    client.sent.clear();
    client.events.clear();
  } else {
    return false;
  }
  return true;
}

void enter(TestClient& client, const xml::Element& a) {
  const Jid room = jid_attr(a, "room");
  client.module<Muc>("muc").join({room, text(a, "nick"), "", 0});
  answer_disco(client, room, text(a, "features"));
  xml::Element presence("presence", ns::kClient);
  presence.set_attr("from", room.with_resource(text(a, "nick")).str());
  xml::Element& x = presence.add("x", ns::kMucUser);
  x.add("item").set_attr("affiliation", "member").set_attr("role", "participant");
  x.add("status").set_attr("code", "110");
  if (a.has_attr("occupant-id"))
    presence.add("occupant-id", ns::kOccupantId).set_attr("id", a.attr("occupant-id"));
  client.router.receive(presence);
  client.sent.clear();
  client.events.clear();
}

bool room_action(TestClient& client, const xml::Element& a, std::string_view what) {
  const Jid room = jid_attr(a, "room");
  if (room.empty()) return false;
  auto& muc = client.module<Muc>("muc");
  if (what == "enter") {
    enter(client, a);
  } else if (what == "join") {
    muc.join({room, text(a, "nick"), text(a, "password"), parse_int(a.attr("history"), 0)});
  } else if (what == "leave") {
    muc.leave(room, text(a, "status"));
  } else if (what == "nick") {
    muc.change_nick(room, text(a, "nick"));
  } else if (what == "subject") {
    muc.set_subject(room, text(a, "subject"), report(client));
  } else if (what == "role") {
    muc.set_role(room, text(a, "nick"), parse_role(a.attr("role")), text(a, "reason"),
                 report(client));
  } else if (what == "affiliation") {
    muc.set_affiliation(room, jid_attr(a, "who"), parse_affiliation(a.attr("affiliation")),
                        text(a, "reason"), report(client));
  } else if (what == "invite") {
    muc.invite(room, jid_attr(a, "who"), text(a, "reason"));
  } else if (what == "info") {
    muc.ask_info(room);
  } else if (what == "ping") {
    client.module<SelfPing>("self-ping").ping(room);
  } else {
    return false;
  }
  return true;
}

bool message_action(TestClient& client, const xml::Element& a, std::string_view what) {
  const Jid to = jid_attr(a, "to");
  const bool groupchat = flag(a, "groupchat");
  if (what == "send") {
    OutgoingMessage m;
    m.to = to;
    m.groupchat = groupchat;
    m.muc_private = flag(a, "muc-private");
    m.id = text(a, "id");
    m.body = text(a, "body");
    m.thread = text(a, "thread");
    m.lang = text(a, "lang");
    m.replaces_id = text(a, "replaces");
    m.request_receipt = flag(a, "receipt");
    m.markable = flag(a, "markable");
    client.module<Messages>("messages").send(m);
  } else if (what == "state") {
    for (const auto state : {ChatState::Active, ChatState::Composing, ChatState::Paused,
                             ChatState::Inactive, ChatState::Gone})
      if (a.attr("state") == chat_state_name(state))
        client.module<Messages>("messages").send_chat_state(to, groupchat, state);
  } else if (what == "receipt") {
    client.module<Messages>("messages")
        .send_receipt(to, text(a, "id"), flag(a, "displayed"), groupchat);
  } else {
    return false;
  }
  return true;
}

bool account_action(TestClient& client, const xml::Element& a, std::string_view what) {
  if (what == "presence") {
    const auto show = a.attr("show");
    client.module<Presence>("presence")
        .announce(show == "away"      ? Show::Away
                  : show == "dnd"     ? Show::Dnd
                  : show == "offline" ? Show::Offline
                                      : Show::Online,
                  text(a, "status"), parse_int(a.attr("priority"), 0));
  } else if (what == "subscription") {
    client.module<Presence>("presence").subscription(jid_attr(a, "to"), text(a, "type"));
  } else if (what == "roster-set") {
    client.module<Roster>("roster").set(
        {jid_attr(a, "jid"), text(a, "name"), "", "", words(a.attr("groups"), ',')},
        report(client));
  } else if (what == "roster-remove") {
    client.module<Roster>("roster").remove(jid_attr(a, "jid"), report(client));
  } else if (what == "change-password") {
    client.module<Register>("register").change_password(text(a, "password"), report(client));
  } else if (what == "cancel-account") {
    client.module<Register>("register").cancel(report(client));
  } else if (what == "bookmark-set") {
    client.module<Bookmarks>("bookmarks")
        .set({jid_attr(a, "jid"), text(a, "name"), text(a, "nick"), text(a, "password"),
              flag(a, "autojoin")},
             report(client));
  } else if (what == "bookmark-remove") {
    client.module<Bookmarks>("bookmarks").remove(jid_attr(a, "jid"), report(client));
  } else if (what == "picture") {
    client.module<Avatars>("avatar").fetch(jid_attr(a, "jid"), text(a, "hash"), flag(a, "pep"));
  } else if (what == "archive") {
    ArchiveQuery q;
    q.archive = jid_attr(a, "archive");
    q.with = jid_attr(a, "with");
    q.before = text(a, "before");
    q.after = text(a, "after");
    q.backwards = a.attr("backwards") != "false";
    q.max = parse_int(a.attr("max"), 50);
    q.start_ms = parse_datetime(a.attr("start")).value_or(0);
    q.end_ms = parse_datetime(a.attr("end")).value_or(0);
    client.module<Mam>("mam").query(q);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool perform(TestClient& client, const xml::Element& action) {
  const std::string what = text(action, "what");
  return session_action(client, action, what) || message_action(client, action, what) ||
         account_action(client, action, what) || room_action(client, action, what);
}

}  // namespace confab::xmpp
