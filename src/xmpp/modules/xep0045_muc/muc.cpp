// SPDX-License-Identifier: MIT
// See muc.h. Here: entering, leaving and what the user asks of a room.
#include "xmpp/modules/xep0045_muc/muc.h"

#include <utility>
#include <vector>

#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0030_disco/disco.h"

namespace confab::xmpp {

namespace {
constexpr int64_t kJoinWithinMs = 30000, kSubjectWithinMs = 30000;
}

ModuleInfo Muc::info() const {
  return {"muc",
          {"XEP-0045", "XEP-0249", "XEP-0421"},
          {ns::kMuc, ns::kConference},
          {"disco", "messages"}};
}

Room* Muc::find(const Jid& room) {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? nullptr : &found->second;
}

const Room* Muc::room(const Jid& room) const {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? nullptr : &found->second;
}

void Muc::on_session(SessionEvent event) {
  if (event == SessionEvent::Closed) closed_ = true;
  if (event != SessionEvent::Bound) return;
  // After a proper end another person may have logged in on this page, who must not be taken into
  // the rooms of the one before. After a loss it is the same person, if perhaps a guest with a new
  // address.
  if (closed_ && context_->jid().bare() != account_) rooms_.clear();
  closed_ = false;
  account_ = context_->jid().bare();

  std::vector<Jid> again;
  for (const auto& [jid, room] : rooms_) again.push_back(jid);
  for (const Jid& jid : again) {
    Room* room = find(jid);
    if (!room) continue;
    if (room->joined) {
      lost(jid);
    } else {
      enter(*room);
    }
  }
}

void Muc::join(const RoomJoin& join) {
  const Jid jid = join.room.bare();
  Room& room = rooms_[jid];
  room.password = join.password;
  room.history_max = join.history_max;
  if (room.joined) {
    if (room.nick != join.nick) return change_nick(jid, join.nick);
    context_->emit(RoomEnteredEvent{jid, room.nick});
    return;
  }
  room.jid = jid;
  room.nick = join.nick;
  enter(room);
}

void Muc::enter(Room& room) {
  room.joined = false;
  room.occupants.clear();
  room.pending_nick.clear();
  room.own_occupant_id.clear();
  room.missing = false;
  room.refusal.reset();
  room.last_heard_ms = context_->clock().monotonic_ms();
  ++room.attempt;
  // Asked before the presence goes out: the room answers in order, so we know which of its ids to
  // believe before the first occupant or message arrives.
  ask_info(room.jid);
  xml::Element presence = make_presence(show_ == Show::Offline ? Show::Online : show_, status_, 0,
                                        room.jid.with_resource(room.nick));
  xml::Element& x = presence.add("x", ns::kMuc);
  add_text(x, "password", room.password);
  if (room.history_max >= 0)
    x.add("history").set_attr("maxstanzas", std::to_string(room.history_max));
  // Not taken: there is no session, and the room is entered when there is one.
  if (context_->send(std::move(presence))) watch(room.jid, room.attempt);
}

// A join that is never answered must end in a sentence, not in silence.
void Muc::watch(const Jid& jid, uint32_t attempt) {
  context_->timers().after(
      kJoinWithinMs, [this, jid, attempt, alive = std::weak_ptr<char>(owner_)] {
        if (alive.expired()) return;
        const Room* room = find(jid);
        if (!room || room->joined || room->attempt != attempt) return;
        const int64_t silent = context_->clock().monotonic_ms() - room->last_heard_ms;
        if (!context_->online() || silent < kJoinWithinMs) return watch(jid, attempt);
        fail(jid, StanzaError{"timeout", "wait", {}, {}, {}});
      });
}

// "forbidden" is said to the banned (7.2.7), and by ejabberd also to whom it lets make no room.
// Which it is, disco says, which was asked before.
void Muc::refused(Room& room, StanzaError error) {
  if (error.condition == "forbidden") {
    if (room.info_on_its_way) return void(room.refusal = std::move(error));
    if (room.missing) error.condition = "not-allowed";
  }
  fail(room.jid, error);
}

void Muc::fail(const Jid& jid, const StanzaError& error) {
  const Jid room = jid;
  rooms_.erase(room);
  context_->emit(RoomFailedEvent{room, error});
}

void Muc::lost(const Jid& jid) {
  Room* room = find(jid);
  if (!room || !room->joined) return;
  room->joined = false;
  const Jid copy = room->jid;
  context_->emit(RoomLeftEvent{copy, LeaveReason::Lost, {}, {}, {}});
  room = find(copy);  // a listener may have left it for good
  if (room && !room->joined) enter(*room);
}

void Muc::leave(const Jid& jid, const std::string& status) {
  const auto found = rooms_.find(jid.bare());
  if (found == rooms_.end()) return;
  const Jid room = found->first;
  const std::string nick = found->second.nick;
  // Forgotten at once: whatever the room still sends is no longer of interest.
  rooms_.erase(found);
  context_->send(make_presence(Show::Offline, status, 0, room.with_resource(nick)));
  context_->emit(RoomLeftEvent{room, LeaveReason::Left, {}, {}, {}});
}

void Muc::change_nick(const Jid& jid, const std::string& nick) {
  Room* room = find(jid.bare());
  if (!room || nick.empty() || nick == room->nick) return;
  if (!room->joined) {
    room->nick = nick;
    return enter(*room);
  }
  room->pending_nick = nick;
  context_->send(make_presence(show_, status_, 0, room->jid.with_resource(nick)));
}

void Muc::broadcast(Show show, const std::string& status) {
  show_ = show;
  status_ = status;
  if (show == Show::Offline) return;  // the server tells the rooms (RFC 6121 4.6.3)
  for (const auto& [jid, room] : rooms_)
    if (room.joined) context_->send(make_presence(show, status, 0, jid.with_resource(room.nick)));
}

void Muc::set_subject(const Jid& room, const std::string& subject, Done done) {
  const std::string id = context_->new_id();
  xml::Element message = make_message("groupchat", room.bare(), id);
  message.add("subject").set_text(subject);
  const bool sent = context_->send(std::move(message));
  if (!done) return;
  subjects_.push_back({room.bare(), id, subject, std::move(done)});
  const StanzaError silence{sent ? "timeout" : "disconnected", "wait", {}, {}, {}};
  context_->timers().after(sent ? kSubjectWithinMs : 0, [this, room = room.bare(), id, silence,
                                                         alive = std::weak_ptr<char>(owner_)] {
    if (!alive.expired()) subject_answered(room, id, {}, silence);
  });
}

bool Muc::subject_answered(const Jid& room, std::string_view id, std::string_view text,
                           const std::optional<StanzaError>& error) {
  auto found = subjects_.end();
  for (auto s = subjects_.begin(); s != subjects_.end(); ++s) {
    if (!(s->room == room)) continue;
    if (s->id == id) {
      found = s;
      break;
    }
    if (!error && s->text == text && found == subjects_.end()) found = s;
  }
  if (found == subjects_.end()) return false;
  const Done done = std::move(found->done);
  subjects_.erase(found);
  done(error);
  return true;
}

void Muc::set_role(const Jid& room, const std::string& nick, Role role, const std::string& reason,
                   Done done) {
  xml::Element item("item", ns::kMucAdmin);
  item.set_attr("nick", nick).set_attr("role", role_name(role));
  ask_admin(room, std::move(item), reason, std::move(done));
}

void Muc::set_affiliation(const Jid& room, const Jid& who, Affiliation affiliation,
                          const std::string& reason, Done done) {
  xml::Element item("item", ns::kMucAdmin);
  item.set_attr("jid", who.bare_str()).set_attr("affiliation", affiliation_name(affiliation));
  ask_admin(room, std::move(item), reason, std::move(done));
}

void Muc::ask_admin(const Jid& room, xml::Element item, const std::string& reason, Done done) {
  add_text(item, "reason", reason);
  xml::Element iq = make_iq("set", room.bare());
  iq.add("query", ns::kMucAdmin).add(std::move(item));
  context_->iq(std::move(iq), owner_, [done = std::move(done)](const IqResult& result) {
    if (done) done(result ? std::nullopt : std::optional<StanzaError>(result.error()));
  });
}

void Muc::invite(const Jid& room, const Jid& who, const std::string& reason) {
  // Through the room when we are in it (7.8.2): it can then admit whom it invites. Else XEP-0249.
  const Room* known = find(room.bare());
  const bool mediated = known && known->joined;
  xml::Element message("message", ns::kClient);
  message.set_attr("to", mediated ? room.bare_str() : who.bare_str());
  message.set_attr("id", context_->new_id());
  if (mediated) {
    xml::Element& invite = message.add("x", ns::kMucUser).add("invite");
    invite.set_attr("to", who.bare_str());
    add_text(invite, "reason", reason);
  } else {
    xml::Element& x = message.add("x", ns::kConference);
    x.set_attr("jid", room.bare_str());
    if (!reason.empty()) x.set_attr("reason", reason);
  }
  context_->send(std::move(message));
}

void Muc::ask_info(const Jid& jid) {
  const Jid room = jid.bare();
  if (Room* known = find(room)) known->info_on_its_way = true;
  auto* disco = static_cast<Disco*>(context_->module("disco"));
  disco->ask_info(room, owner_, [this, room](const xml::Element* query, std::string_view error) {
    Room* known = find(room);
    if (known) {
      known->info_on_its_way = false;
      known->missing = error == "item-not-found";
      if (auto refusal = std::exchange(known->refusal, {}))
        return refused(*known, std::move(*refusal));
    }
    if (!query) return;
    if (known) {
      known->gives_stanza_ids = has_feature(*query, ns::kSid) || has_feature(*query, ns::kMam);
      known->gives_occupant_ids = has_feature(*query, ns::kOccupantId);
    }
    RoomInfoEvent info;
    info.room = room;
    if (const xml::Element* identity = query->child("identity")) info.name = identity->attr("name");
    info.description = form_value(*query, "muc#roominfo_description");
    info.password = has_feature(*query, "muc_passwordprotected");
    info.members_only = has_feature(*query, "muc_membersonly");
    info.moderated = has_feature(*query, "muc_moderated");
    info.persistent = has_feature(*query, "muc_persistent");
    info.non_anonymous = has_feature(*query, "muc_nonanonymous");
    info.archived = has_feature(*query, ns::kMam);
    context_->emit(info);
  });
}

}  // namespace confab::xmpp
