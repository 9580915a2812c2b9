// SPDX-License-Identifier: MIT
// CountingServer: a server with archives, one peer and one room behind FakeService. Stanzas travel
// one step at a time in both directions, so a test can cut the line anywhere and count what
// arrived.
#pragma once

#include <algorithm>

#include "fake_service.h"

namespace confab::chat {

struct CountingServer {
  explicit CountingServer(FakeService& s) : service(s) {
    s.on_message = [this](const xmpp::OutgoingMessage& m) { up.push_back(m); };
    s.on_query = [this](const xmpp::ArchiveQuery& q) { asked.push_back(q); };
    s.on_join = [this](const xmpp::RoomJoin& j) { joining.push_back(j.room); };
  }

  // One stanza further; false when the line is quiet.
  bool step() {
    if (!down.empty()) {
      const xmpp::Event event = down.front();
      down.pop_front();
      service.emit(event);
      return true;
    }
    if (!joining.empty()) {
      const Jid room = joining.front();
      joining.pop_front();
      admit(room);
      return true;
    }
    if (!asked.empty()) {
      const xmpp::ArchiveQuery q = asked.front();
      asked.pop_front();
      down.push_back(page(q));
      return true;
    }
    if (up.empty()) return false;
    const xmpp::OutgoingMessage m = up.front();
    up.pop_front();
    accept(m);
    return true;
  }
  void run() {
    while (step()) {
    }
  }

  // The line dies: `arrived` of the stanzas on their way up still reach us; nothing comes down.
  void die(size_t arrived) {
    service.context_.is_online = false;
    while (arrived-- > 0 && !up.empty()) {
      accept(up.front());
      up.pop_front();
    }
    up.clear();
    down.clear();
    asked.clear();
    joining.clear();
    inside = false;
    service.session_.on_session.emit(xmpp::SessionEvent::Lost);
  }

  void others_say(const std::string& body, const std::string& id) {
    archive_room(room_text(kRoomName + "/Bob", body, id, service.clock.wall_ms()), true);
  }
  void peer_says(const std::string& body, const std::string& id) {
    auto e = text("ann@there.example/pda", body, id, service.clock.wall_ms());
    e.stanza_id = "own-" + std::to_string(own.size());
    own.push_back(e);
    down.push_back(e);
  }

  std::vector<std::string> peer_got, room_got;  // bodies, in order
  std::deque<xmpp::Event> down;
  bool room_archives = true, own_archives = true, acks = true, slow = false;
  bool tells_info = true;                     // of a room, when it is entered
  int history = 20;                           // messages a room tells those who enter
  std::vector<xmpp::MessageEvent> own, room;  // archives
  static inline const std::string kRoomName = "room@rooms.example";

 private:
  void accept(const xmpp::OutgoingMessage& m) {
    auto e = text("me@here.example/one", m.body, m.id, service.clock.wall_ms());
    e.origin_id = m.id;
    e.outgoing = true;
    e.to = m.to;
    if (acks) down.push_back(xmpp::MessageSentEvent{m.id});
    if (m.groupchat) {
      room_got.push_back(m.body);
      e.from = jid(kRoomName + "/me");
      e.groupchat = true;
      archive_room(e, inside);
    } else {
      peer_got.push_back(m.body);
      e.stanza_id = "own-" + std::to_string(own.size());
      own.push_back(e);
    }
  }
  void archive_room(xmpp::MessageEvent e, bool reflect) {
    if (room_archives) e.stanza_id = "room-" + std::to_string(room.size());
    room.push_back(e);
    if (reflect) down.push_back(e);
  }
  void admit(const Jid& where) {
    inside = true;
    xmpp::RoomInfoEvent info;
    info.room = where;
    info.archived = room_archives;
    if (tells_info) down.push_back(info);
    xmpp::OccupantEvent self{xmpp::OccupantEvent::Kind::Join, where, {}, {}, true, {110}, {}, {}};
    self.occupant.nick = "me";
    self.occupant.role = xmpp::Role::Participant;
    down.push_back(self);
    down.push_back(xmpp::RoomEnteredEvent{where, "me"});
    service.entered.insert(where);
    const size_t from = room.size() - std::min(room.size(), static_cast<size_t>(history));
    for (size_t i = from; i < room.size(); ++i) {
      auto e = room[i];
      e.via = xmpp::MessageVia::MucHistory;
      e.delayed = true;
      down.push_back(e);
    }
    down.push_back(xmpp::RoomSubjectEvent{where, "", "", 0});
  }
  // RSM as servers do it.
  xmpp::ArchivePageEvent page(const xmpp::ArchiveQuery& q) {
    xmpp::ArchivePageEvent answer;
    answer.archive = q.archive;
    answer.with = q.with;
    answer.backwards = q.backwards;
    if (slow) {
      answer.error = xmpp::StanzaError{"timeout", "wait", {}, {}, {}};
      return answer;
    }
    if (q.archive.empty() ? !own_archives : !room_archives) {
      answer.error = xmpp::StanzaError{"service-unavailable", "cancel", {}, {}, {}};
      return answer;
    }
    std::vector<xmpp::MessageEvent> all;
    for (const auto& e : q.archive.empty() ? own : room) {
      const Jid peer = (e.outgoing ? e.to : e.from).bare();
      if (q.archive.empty() && !q.with.empty() && !(peer == q.with)) continue;
      all.push_back(e);
    }
    const auto index = [&](const std::string& id) {
      return std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.stanza_id == id; });
    };
    auto first = all.begin(), last = all.end();
    if (q.backwards) {
      if (!q.before.empty()) last = index(q.before);
      answer.complete = last - first <= q.max;
      if (!answer.complete) first = last - q.max;
    } else {
      if (!q.after.empty()) first = index(q.after) + (index(q.after) == all.end() ? 0 : 1);
      answer.complete = last - first <= q.max;
      if (!answer.complete) last = first + q.max;
    }
    for (auto e = first; e != last; ++e) {
      answer.messages.push_back(*e);
      answer.messages.back().via = xmpp::MessageVia::Archive;
      answer.messages.back().delayed = true;
    }
    if (!answer.messages.empty()) {
      answer.first_id = answer.messages.front().stanza_id;
      answer.last_id = answer.messages.back().stanza_id;
    }
    return answer;
  }

  FakeService& service;
  std::deque<xmpp::OutgoingMessage> up;
  std::deque<xmpp::ArchiveQuery> asked;
  std::deque<Jid> joining;
  bool inside = false;
};

}  // namespace confab::chat
