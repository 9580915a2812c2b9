// SPDX-License-Identifier: MIT
// Store: rooms (XEP-0045): who is in them, entering, leaving, subject, description.
#include <algorithm>

#include "base/names.h"
#include "chat/info.h"
#include "chat/store_impl.h"

namespace confab::chat {
namespace {

using xmpp::LeaveReason;
using xmpp::OccupantEvent;

constexpr size_t kTextLimit = 8 * 1024;  // bytes of a subject, description, status

bool has_status(const OccupantEvent& e, int code) {
  return std::find(e.statuses.begin(), e.statuses.end(), code) != e.statuses.end();
}

const char* reason_code(LeaveReason reason) {
  switch (reason) {
    case LeaveReason::Left: return "left";
    case LeaveReason::Kicked: return "kicked";
    case LeaveReason::Banned: return "banned";
    case LeaveReason::AffiliationChange: return "affiliation";
    case LeaveReason::MembersOnly: return "members-only";
    case LeaveReason::Shutdown: return "shutdown";
    case LeaveReason::Destroyed: return "destroyed";
    case LeaveReason::Lost: return "lost";
    case LeaveReason::Error: return "error";
  }
  return "error";
}

// RFC 6120 8.3.3.5: where what is gone can be found by now, as an address (RFC 5122).
Jid room_of(std::string_view uri) {
  constexpr std::string_view kScheme = "xmpp:";
  if (uri.substr(0, kScheme.size()) != kScheme) return {};
  const auto jid = Jid::parse(uri.substr(kScheme.size(), uri.find('?') - kScheme.size()));
  return jid ? jid->bare() : Jid();
}

}  // namespace

bool looks_like_another(const Conversation& room, const std::string& nick) {
  if (room.names.size() == room.participants.size() && room.participants.contains(nick))
    return false;  // the common case: no two look alike
  const auto same = room.names.find(names::skeleton(nick));
  return same != room.names.end() &&
         same->second > static_cast<int64_t>(room.participants.count(nick));
}

void Store::Impl::take_name(Slot& c, Participant& p) {
  p.skeleton = names::skeleton(p.occupant.nick);
  ++c.names[p.skeleton];
}

void Store::Impl::drop_name(Slot& c, const Participant& p) {
  const auto same = c.names.find(p.skeleton);
  if (same != c.names.end() && --same->second == 0) c.names.erase(same);
}

void Store::Impl::clear_participants(Slot& c) {
  if (c.participants.empty()) return;
  c.order.clear();
  c.participants.clear();
  c.names.clear();
  ++c.participants_revision;
  touch(c);
}

void Store::Impl::on(const OccupantEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room || c->room_state == RoomState::Out) return;
  switch (e.kind) {
    case OccupantEvent::Kind::Join:
    case OccupantEvent::Kind::Change: return occupant_join(*c, e);
    case OccupantEvent::Kind::Rename: return occupant_rename(*c, e);
    case OccupantEvent::Kind::Leave: return occupant_leave(*c, e);
  }
}

void Store::Impl::occupant_join(Slot& c, const OccupantEvent& e) {
  const std::string& nick = e.occupant.nick;
  const auto known = c.participants.find(nick);
  const bool fresh = known == c.participants.end();
  if (fresh && !e.self && c.participants.size() >= options.participant_limit) return;
  if (e.self) {
    c.nick = nick;
    c.role = e.occupant.role;
    c.affiliation = e.occupant.affiliation;
  }
  if (!fresh && known->second.occupant.role != e.occupant.role) c.order.remove(known->second);
  const bool reorder = fresh || known->second.occupant.role != e.occupant.role;
  Participant& p = c.participants[nick];
  p.occupant = e.occupant;
  p.occupant.status = clean(p.occupant.status, kTextLimit);
  p.self = e.self;
  if (fresh) take_name(c, p);
  if (reorder) c.order.add(p);
  ++c.participants_revision;
  touch(c);
  if (Slot* chat = find(c.jid.with_resource(nick))) {
    chat->show = e.occupant.show;
    touch(*chat);
  }
  // Who is there when we enter did not just join.
  if (!fresh || c.room_state != RoomState::In) return;
  if (!e.self) info_presence(c, true, nick);
  changed(Change::Kind::OccupantJoin, c.jid, 0, nick);
}

void Store::Impl::occupant_leave(Slot& c, const OccupantEvent& e) {
  const std::string nick = e.occupant.nick;
  const auto known = c.participants.find(nick);
  if (known == c.participants.end()) return;
  c.order.remove(known->second);
  drop_name(c, known->second);
  c.participants.erase(known);
  ++c.participants_revision;
  typing(c, nick, xmpp::ChatState::Gone);
  touch(c);
  if (Slot* chat = find(c.jid.with_resource(nick))) {
    chat->show = xmpp::Show::Offline;
    touch(*chat);
  }
  if (e.self || c.room_state != RoomState::In) return;  // RoomLeftEvent says why we went
  if (has_status(e, 301) || has_status(e, 307)) {
    const char* what = has_status(e, 301) ? "banned" : "kicked";
    info(c, make_info(what, {nick, e.actor, clean(e.reason, kTextLimit)}));
  } else {
    info_presence(c, false, nick);
  }
  changed(Change::Kind::OccupantLeave, c.jid, 0, nick);
}

void Store::Impl::occupant_rename(Slot& c, const OccupantEvent& e) {
  const std::string old = e.occupant.nick;
  const auto known = c.participants.find(old);
  if (known == c.participants.end() || e.new_nick.empty() || e.new_nick == old) return;
  c.order.remove(known->second);
  drop_name(c, known->second);
  if (const auto taken = c.participants.find(e.new_nick); taken != c.participants.end()) {
    c.order.remove(taken->second);
    drop_name(c, taken->second);
  }
  Participant moved = std::move(known->second);
  c.participants.erase(old);
  moved.occupant.nick = e.new_nick;
  moved.self = moved.self || e.self;
  Participant& p = c.participants[e.new_nick] = std::move(moved);
  take_name(c, p);
  c.order.add(p);
  if (e.self) c.nick = e.new_nick;
  ++c.participants_revision;
  typing(c, old, xmpp::ChatState::Gone);
  touch(c);
  if (c.room_state != RoomState::In) return;
  info(c,
       e.self ? make_info("self-renamed", {e.new_nick}) : make_info("renamed", {old, e.new_nick}));
  changed(Change::Kind::OccupantLeave, c.jid, 0, old);
  changed(Change::Kind::OccupantJoin, c.jid, 0, e.new_nick);
}

void Store::Impl::on(const xmpp::RoomEnteredEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room) return;
  c->told = 0;
  if (c->room_state == RoomState::In && c->nick == e.nick) return;
  c->room_state = RoomState::In;
  c->nick = e.nick;
  c->room_error.clear();
  c->room_error_text.clear();
  c->non_anonymous = c->non_anonymous || e.non_anonymous;
  c->subject_known = false;
  touch(*c);
  if (e.created) info(*c, make_info("created", {}));
  changed(Change::Kind::RoomEntered, e.room, 0, e.nick);
}

void Store::Impl::on(const xmpp::RoomLeftEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room) return;
  const bool was_in = c->room_state == RoomState::In;
  const std::string code = reason_code(e.reason);
  c->room_state = RoomState::Out;
  c->room_error = code;
  c->room_error_text = clean(e.text, kTextLimit);
  c->room_alternate = e.alternate == c->jid ? Jid() : e.alternate;
  c->role = xmpp::Role::None;
  if (was_in) begin_catch_up(*c);
  clear_participants(*c);
  if (!c->typing.empty()) {
    c->typing.clear();
    typing_in.erase(c->jid);
  }
  touch(*c);
  // Leaving on purpose and a lost connection have their own places on the screen.
  if (was_in && e.reason != LeaveReason::Left && e.reason != LeaveReason::Lost)
    info(*c, make_info("self-left", {code, e.actor, c->room_error_text, e.alternate.str()}));
  changed(Change::Kind::RoomLeft, e.room, 0, code);
}

void Store::Impl::on(const xmpp::RoomFailedEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room) return;
  // Inside, only a change of nick can fail; we stay who we are.
  if (c->room_state != RoomState::In) c->room_state = RoomState::Failed;
  c->room_error = e.error.condition;
  c->room_error_text = clean(e.error.text, kTextLimit);
  c->room_alternate = room_of(e.error.new_address);
  if (c->room_alternate == c->jid) c->room_alternate = Jid();
  touch(*c);
  changed(Change::Kind::RoomFailed, e.room, 0, e.error.condition);
}

void Store::Impl::on(const xmpp::RoomSubjectEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room) return;
  std::string subject = clean(e.subject, kTextLimit);
  const bool first = !c->subject_known;  // sent by the room to everyone who enters
  c->subject_known = true;
  if (subject == c->subject) return;
  c->subject = std::move(subject);
  touch(*c);
  if (!first && c->room_state == RoomState::In)
    info(*c, make_info("subject", {e.nick, c->subject}), sane(e.stamp_ms));
  changed(Change::Kind::Subject, e.room, 0, e.nick);
}

void Store::Impl::on(const xmpp::RoomInfoEvent& e) {
  Slot* c = find(e.room);
  if (!c || c->kind != ConversationKind::Room) return;
  if (!e.name.empty()) c->name = clean(e.name, kTextLimit);
  c->description = clean(e.description, kTextLimit);
  c->moderated = e.moderated;
  c->members_only = e.members_only;
  c->non_anonymous = e.non_anonymous;
  touch(*c);
  changed(Change::Kind::Conversation, e.room);
}

void Store::set_room(const Jid& room, RoomState state, const std::string& nick) {
  Slot* c = impl_->find(room);
  if (!c || c->kind != ConversationKind::Room) return;
  c->room_state = state;
  if (!nick.empty()) c->nick = nick;
  if (state != RoomState::Failed) {
    c->room_error.clear();
    c->room_error_text.clear();
    c->room_alternate = Jid();
  }
  if (state != RoomState::In) impl_->clear_participants(*c);
  impl_->touch(*c);
  impl_->changed(Change::Kind::Conversation, room);
}

}  // namespace confab::chat
