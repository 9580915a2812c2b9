// SPDX-License-Identifier: MIT
// Mirror: what a stream has said so far, as far as a tab that comes later needs it: who is where,
// the rooms with their occupants, the roster, answers that stay true. It answers such a tab's
// requests as the server would, so that twelve tabs ask once. Fed with each stanza of both
// directions, in order; every tab keeps its own, so any of them can lead. Sends nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/function.h"
#include "xml/parse.h"
#include "xmpp/core/jid.h"

namespace confab::xmpp {

inline constexpr xml::Limits kKeptLimits{.bytes = 2 * 1024 * 1024};  // of a stanza kept as text

class Mirror {
 public:
  using Replies = std::vector<xml::Element>;

  void reset(Jid own);  // a new session; `own`: the full JID
  void outbound(const xml::Element& stanza, int64_t wall_ms);
  // `replies`: answers to requests that waited for this one.
  void inbound(const xml::Element& stanza, int64_t wall_ms, Replies& replies);
  // True: the server need not be asked. What it would say is in `replies`, now or with a later
  // inbound().
  bool answer(const xml::Element& stanza, int64_t wall_ms, Replies& replies);
  bool knows(const xml::Element& stanza, int64_t wall_ms) const;  // answer() would be true
  bool in_room(const Jid& room) const { return rooms_.count(room) > 0; }
  // The stanzas from which another Mirror comes to the same state.
  using Sink = Function<void(bool out, int64_t wall_ms, const std::string& xml)>;
  void replay(const Sink& sink) const;
  // A message of ours as a carbon would show it to our other devices.
  xml::Element as_carbon(xml::Element message, int64_t wall_ms) const;

 private:
  struct Entry {
    bool out = false;
    int64_t wall_ms = 0;
    std::string xml;
  };
  struct Log {  // the newest of what was said somewhere
    std::deque<Entry> entries;
    uint64_t first = 0;  // number of entries.front()
    size_t bytes = 0;
    void add(Entry entry, size_t max_entries, size_t max_bytes);
    uint64_t next() const { return first + entries.size(); }
  };
  struct Answer {
    std::string request, result;
    std::vector<std::string> pages, pushes;  // XEP-0313 results; roster pushes since
    Jid to;
    bool newest = false;  // an archive's newest page: true as long as we have what came since
    uint64_t log_mark = 0;
    int64_t until_ms = 0;  // 0: for the session
  };
  struct Question {
    std::string key, request, queryid;
    Jid to;
    int64_t wall_ms = 0;
    std::vector<std::string> pages;
    std::vector<xml::Element> waiting;
  };
  struct Room {
    std::string join, nick, self, subject;
    bool joined = false;
    std::map<std::string, std::string> occupants;  // by nick
    Log log;
  };

  // mirror.cpp: requests
  void ask(const xml::Element& iq, int64_t wall_ms);
  void settle(const xml::Element& iq, int64_t wall_ms, Replies& replies);
  void reply(const xml::Element& iq, const Answer& answer, Replies& replies) const;
  // A page before one we have, or before what came since, made from what we have.
  std::optional<Answer> older_page(const xml::Element& iq, int64_t wall_ms) const;
  const Answer* find(const std::string& key, int64_t wall_ms) const;
  // The id of a request that is on its way.
  const std::string* asked(const std::string& key, int64_t wall_ms) const;
  void forget(const Jid& to, std::string_view what);
  bool once(const xml::Element& stanza, int64_t wall_ms) const;
  void typed(const Jid& to, std::string_view id);
  void forget_typed(const Jid& to, std::string_view id);  // no id: all

  // mirror_presence.cpp: presence, rooms and messages
  void presence_in(const xml::Element& stanza);
  bool room_presence_in(const xml::Element& stanza, const Jid& from);
  void presence_out(const xml::Element& stanza);
  void message_in(const xml::Element& stanza, int64_t wall_ms);
  void everyone(Replies& replies);
  void enter(const Room& room, const Jid& jid, Replies& replies) const;

  Jid own_;
  std::string own_presence_;
  bool greeted_ = false;                          // this tab was told who is there
  std::map<std::string, Answer> answers_;         // by key
  std::map<std::string, Question> open_;          // by id
  std::map<std::string, std::string> presences_;  // by full JID; "?bare": asks for a subscription
  std::map<Jid, Room> rooms_;
  Log chats_;
  std::deque<std::pair<std::string, int64_t>> said_;  // what several tabs would say, and when
  // Messages that went out: two tabs may have kept the same one, and each would send it.
  std::deque<std::pair<Jid, std::string>> typed_;
};

}  // namespace confab::xmpp
