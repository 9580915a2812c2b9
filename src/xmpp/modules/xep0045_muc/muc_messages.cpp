// SPDX-License-Identifier: MIT
// Muc, the half that reads messages: subjects, invitations, changed settings, and whose a message
// is.
#include <utility>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/core/stanza_error.h"
#include "xmpp/modules/rfc6121_messages/message_codec.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc.h"

namespace confab::xmpp {

Handled Muc::on_stanza(const xml::Element& stanza) {
  if (stanza.name() == "presence") return on_presence(stanza);
  if (stanza.name() == "message") return on_message(stanza);
  return Handled::No;
}

Handled Muc::on_message(const xml::Element& stanza) {
  const Jid from = jid_attr(stanza, "from");
  if (from.empty()) return Handled::No;
  Room* room = find(from.bare());
  const std::string_view type = stanza.attr("type");
  if (type == "error") {
    // "You are not in this room": the bounce still goes on to whoever sent the message.
    const auto error = stanza_error(stanza);
    if (room && room->joined && error && error->condition == "not-acceptable" && on_doubt)
      on_doubt(room->jid);
    if (error && subject_answered(from.bare(), stanza.attr("id"), {}, *error)) return Handled::Yes;
    return Handled::No;
  }
  if (type != "groupchat") {
    if (on_invite(stanza, from)) return Handled::Yes;
    if (!room || !from.is_bare() || stanza.child("body", ns::kClient)) return Handled::No;
  } else if (!room) {
    return Handled::Yes;  // dropped: we are not in there
  }
  room->last_heard_ms = context_->clock().monotonic_ms();
  if (stanza.child("body", ns::kClient)) return Handled::No;
  if (stanza.child("subject", ns::kClient) && !stanza.child("thread", ns::kClient)) {
    on_subject(*room, stanza, from);
    return Handled::Yes;
  }
  const xml::Element* x = stanza.child("x", ns::kMucUser);
  if (!x || !from.is_bare()) return Handled::No;
  // 10.2.1: 104, 170-174 tell of changed settings; what they are now, disco says.
  if (!decode_item(*x).statuses.empty() && !room->info_on_its_way) ask_info(room->jid);
  return Handled::Yes;
}

void Muc::on_subject(const Room& room, const xml::Element& stanza, const Jid& from) {
  const int64_t stamp = delay_stamp(stanza, room.jid, room.jid);
  const Jid jid = room.jid;  // a listener may leave it
  const bool ours = from.resource() == room.nick;
  const std::string subject(stanza.child_text("subject", ns::kClient));
  context_->emit(
      RoomSubjectEvent{jid, subject, from.resource(), stamp ? stamp : context_->clock().wall_ms()});
  if (ours) subject_answered(jid, stanza.attr("id"), subject, std::nullopt);
}

bool Muc::on_invite(const xml::Element& stanza, const Jid& from) {
  if (const xml::Element* x = stanza.child("x", ns::kMucUser)) {
    const xml::Element* invite = x->child("invite", ns::kMucUser);
    if (!invite) return x->child("decline", ns::kMucUser) != nullptr;
    // 7.8.2: only a room invites this way, and only to itself.
    if (from.is_bare() && !from.local().empty())
      context_->emit(InviteEvent{from, jid_attr(*invite, "from"),
                                 std::string(trim(invite->child_text("reason"))),
                                 std::string(x->child_text("password"))});
    return true;
  }
  const xml::Element* direct = stanza.child("x", ns::kConference);
  if (!direct) return false;
  const Jid room = jid_attr(*direct, "jid");
  if (room.empty() || !room.is_bare()) return true;
  context_->emit(InviteEvent{room, from, std::string(direct->attr("reason")),
                             std::string(direct->attr("password"))});
  return true;
}

void Muc::attribute(const xml::Element& message, MessageEvent& event) const {
  const Room* room = this->room(event.from.bare());
  if (!room) return;
  const std::string& nick = event.from.resource();
  // XEP-0359 6, XEP-0421 6: a room that does not announce these ids does not strip forged ones.
  if (room->gives_stanza_ids) event.stanza_id = decode_stanza_id(message, room->jid);
  if (room->gives_occupant_ids)
    if (const xml::Element* id = message.child("occupant-id", ns::kOccupantId))
      event.occupant_id = id->attr("id");

  if (event.via == MessageVia::Live) {
    const auto author = room->occupants.find(nick);
    if (author != room->occupants.end()) event.real_jid = author->second.real_jid;
  } else if (event.via == MessageVia::Archive) {
    // XEP-0313: put there by the archive, which drops what the sender had put. In MUC history
    // nobody does, so there it is not believed.
    if (const xml::Element* x = message.child("x", ns::kMucUser))
      event.real_jid = decode_item(*x).real_jid;
  }

  // A nick alone may have been somebody else's when an old message was written.
  if (!room->own_occupant_id.empty() && !event.occupant_id.empty()) {
    event.outgoing = event.occupant_id == room->own_occupant_id;
  } else if (event.via != MessageVia::Live && !event.real_jid.empty()) {
    event.outgoing = event.real_jid.bare() == context_->jid().bare();
  } else {
    event.outgoing = !nick.empty() && nick == room->nick;
  }
}

}  // namespace confab::xmpp
