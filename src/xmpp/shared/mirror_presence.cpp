// SPDX-License-Identifier: MIT
// Mirror: presences, rooms and messages. See mirror.h.
#include <algorithm>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"
#include "xmpp/modules/xep0045_muc/muc_codec.h"
#include "xmpp/shared/mirror.h"

namespace confab::xmpp {
namespace {

constexpr size_t kMaxPresences = 10000, kMostOccupants = 20000, kMostRooms = 500;
constexpr size_t kRoomLog = 100, kLogBytes = 256 * 1024;

void stamp_delay(xml::Element& e, const std::string& from, int64_t wall_ms) {
  if (e.child("delay", ns::kDelay)) return;
  xml::Element& delay = e.add("delay", ns::kDelay);
  delay.set_attr("from", from).set_attr("stamp", format_datetime(wall_ms));
}

// Who enters later knows by 110 that it is in, and has not made the room. ejabberd leaves that out
// of what it says of us while another session of ours is in there under the same nick.
xml::Element as_self(xml::Element e) {
  xml::Element* x = e.child("x", ns::kMucUser);
  std::erase_if(x->children(), [](const auto& c) {
    return c.name() == "status" && (c.attr("code") == "201" || c.attr("code") == "110");
  });
  x->add("status").set_attr("code", "110");
  return e;
}

// What a conversation is made of; not typing, not what only the asker understands.
bool worth_telling(const xml::Element& m) {
  if (m.child("result", ns::kMam) || m.child("event", ns::kPubsubEvent)) return false;
  for (const xml::Element& child : m.children())
    if (child.name() == "body" || child.ns() == ns::kReceipts || child.ns() == ns::kMarkers ||
        child.ns() == ns::kCarbons || child.ns() == ns::kMucUser || child.ns() == ns::kConference)
      return true;
  return m.attr("type") == "error";
}

}  // namespace

void Mirror::Log::add(Entry entry, size_t max_entries, size_t max_bytes) {
  bytes += entry.xml.size();
  entries.push_back(std::move(entry));
  while (entries.size() > max_entries || bytes > max_bytes) {
    bytes -= entries.front().xml.size();
    entries.pop_front();
    ++first;
  }
}

void Mirror::presence_out(const xml::Element& e) {
  const std::string_view type = e.attr("type");
  const Jid to = jid_attr(e, "to");
  if (to.empty()) {
    if (type.empty() || type == "unavailable") own_presence_ = e.to_xml();
    return;
  }
  if (type == "subscribed" || type == "unsubscribed") presences_.erase("?" + to.bare_str());
  if (type.empty() && e.child("x", ns::kMuc)) {
    if (rooms_.size() >= kMostRooms && rooms_.count(to.bare()) == 0) return;
    const auto known = rooms_.find(to.bare());
    if (known != rooms_.end() && known->second.joined) return;
    Room room;
    room.join = e.to_xml();
    room.nick = to.resource();
    rooms_.insert_or_assign(to.bare(), std::move(room));
  } else if (type == "unavailable" && rooms_.erase(to.bare())) {
    forget(to.bare(), "");
    forget_typed(to, {});
  }
}

void Mirror::presence_in(const xml::Element& e) {
  Jid from = jid_attr(e, "from");
  if (from.empty()) from = own_.bare();
  const std::string_view type = e.attr("type");
  if (room_presence_in(e, from)) return;
  if (type == "subscribe") {
    if (presences_.size() < kMaxPresences)
      presences_.insert_or_assign("?" + from.bare_str(), e.to_xml());
  } else if (type.empty()) {
    if (presences_.size() < kMaxPresences || presences_.count(from.str()))
      presences_.insert_or_assign(from.str(), e.to_xml());
  } else if (type == "unavailable") {
    presences_.erase(from.str());
  }
}

// True: it concerns a room.
bool Mirror::room_presence_in(const xml::Element& e, const Jid& from) {
  const auto found = rooms_.find(from.bare());
  const xml::Element* x = e.child("x", ns::kMucUser);
  if (found == rooms_.end()) return x != nullptr;
  Room& room = found->second;
  const std::string_view type = e.attr("type");
  if (type == "error" && !room.joined) {
    rooms_.erase(found);
    return true;
  }
  if (!x || from.is_bare()) return true;
  const MucItem item = decode_item(*x);
  const std::string& nick = from.resource();
  const bool self = item.has(110) || (room.joined && nick == room.nick);
  if (type.empty()) {
    if (self) {
      room.joined = true;
      room.nick = nick;
      room.self = as_self(e).to_xml();
      room.occupants.erase(nick);
    } else if (room.occupants.size() < kMostOccupants) {
      room.occupants.insert_or_assign(nick, e.to_xml());
    }
  } else if (type == "unavailable") {
    room.occupants.erase(nick);
    if (!self) return true;
    if (item.has(303) && !item.new_nick.empty()) {
      room.nick = item.new_nick;
    } else {
      rooms_.erase(found);
      forget(from.bare(), "");
      forget_typed(from, {});
    }
  }
  return true;
}

void Mirror::message_in(const xml::Element& e, int64_t wall_ms) {
  if (const xml::Element* result = e.child("result", ns::kMam)) {
    const std::string_view queryid = result->attr("queryid");
    for (auto& [id, q] : open_)
      if (!q.queryid.empty() && q.queryid == queryid && q.pages.size() < 500)
        q.pages.push_back(e.to_xml());
    return;
  }
  const Jid from = jid_attr(e, "from");
  if (e.attr("type") == "error") forget_typed(from, e.attr("id"));
  const auto found = rooms_.find(from.bare());
  if (e.attr("type") == "groupchat") {
    if (found == rooms_.end()) return;
    Room& room = found->second;
    if (e.child("body", ns::kClient)) {
      if (from.is_bare()) return;
      room.log.add({false, wall_ms, e.to_xml()}, kRoomLog, kLogBytes);
    } else if (e.child("subject", ns::kClient)) {
      room.subject = e.to_xml();
    }
  }
  // XEP-0045 10.2.1: its settings have changed.
  if (found != rooms_.end() && from.is_bare() && e.child("x", ns::kMucUser))
    forget(from.bare(), ns::kDiscoInfo);
  if (e.child("event", ns::kPubsubEvent) && from_own_account(e, own_)) forget({}, ns::kBookmarks);
  if (e.attr("type") != "groupchat" && worth_telling(e))
    chats_.add({false, wall_ms, e.to_xml()}, 200, kLogBytes);
}

xml::Element Mirror::as_carbon(xml::Element message, int64_t wall_ms) const {
  message.set_attr("from", own_.str());
  xml::Element carbon("message", ns::kClient);
  carbon.set_attr("from", own_.bare_str()).set_attr("to", own_.str()).set_attr("type", "chat");
  xml::Element& forwarded = carbon.add("sent", ns::kCarbons).add("forwarded", ns::kForward);
  if (wall_ms > 0) stamp_delay(forwarded, own_.domain(), wall_ms);
  forwarded.add(std::move(message));
  return carbon;
}

// What a server sends after the initial presence (RFC 6121 4.2.2, XEP-0160).
void Mirror::everyone(Replies& replies) {
  if (greeted_) return;
  greeted_ = true;
  for (const auto& [jid, text] : presences_)
    if (auto e = xml::parse(text, kKeptLimits)) replies.push_back(std::move(*e));
  for (const Entry& entry : chats_.entries) {
    auto e = xml::parse(entry.xml, kKeptLimits);
    if (!e) continue;
    if (entry.out) {
      replies.push_back(as_carbon(std::move(*e), entry.wall_ms));
      continue;
    }
    xml::Element* carbon = e->child("received", ns::kCarbons);
    if (!carbon) carbon = e->child("sent", ns::kCarbons);
    xml::Element* forwarded = carbon ? carbon->child("forwarded", ns::kForward) : nullptr;
    stamp_delay(forwarded ? *forwarded : *e, own_.domain(), entry.wall_ms);
    if (!carbon) e->add("told", ns::kTabs);  // some stamps are the server's, some our clock's
    replies.push_back(std::move(*e));
  }
}

// What a room sends to who enters it (XEP-0045 7.2.2): the others, ourselves, history, subject.
void Mirror::enter(const Room& room, const Jid& jid, Replies& replies) const {
  for (const auto& [nick, text] : room.occupants)
    if (auto e = xml::parse(text, kKeptLimits)) replies.push_back(std::move(*e));
  if (auto self = xml::parse(room.self, kKeptLimits)) replies.push_back(std::move(*self));
  for (const Entry& entry : room.log.entries) {
    auto e = xml::parse(entry.xml, kKeptLimits);
    if (!e) continue;
    // All of it is history now, also what the server itself had to say again.
    if (xml::Element* again = e->child("delay", ns::kDelay)) {
      again->set_attr("from", jid.str());
    } else {
      stamp_delay(*e, jid.str(), entry.wall_ms);
      e->add("told", ns::kTabs);
    }
    replies.push_back(std::move(*e));
  }
  if (auto subject = xml::parse(room.subject, kKeptLimits)) replies.push_back(std::move(*subject));
}

}  // namespace confab::xmpp
