// SPDX-License-Identifier: MIT
// Mirror: requests and their answers. See mirror.h.
#include "xmpp/shared/mirror.h"

#include <algorithm>
#include <cstdlib>

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/core/stanza_error.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {
namespace {

constexpr size_t kMaxAnswers = 300, kMaxPushes = 100, kMaxSaid = 128, kMaxTyped = 500;
constexpr int64_t kMomentMs = 10000;  // what all tabs do at once
constexpr int64_t kAnswerMs = 15000;  // less than a request waits (router.cpp)

// What is worth remembering of a request, and for how long.
enum class Keep : uint8_t { No, Moment, Session };

Keep how_kept(const xml::Element& iq) {
  if (iq.name() != "iq" || iq.children().size() != 1) return Keep::No;
  const xml::Element& what = iq.children().front();
  const std::string& ns = what.ns();
  if (iq.attr("type") == "get") {
    if (ns == ns::kPing) return Keep::Moment;
    if (ns == ns::kRoster || ns == ns::kDiscoInfo || ns == ns::kDiscoItems) return Keep::Session;
    const xml::Element* items = ns == ns::kPubsub ? what.child("items") : nullptr;
    return items && items->attr("node") == ns::kBookmarks ? Keep::Session : Keep::No;
  }
  if (iq.attr("type") != "set") return Keep::No;
  if (ns == ns::kCarbons) return Keep::Session;
  if (ns == ns::kMucOwner) return Keep::Moment;  // accepting the settings of a new room
  if (ns != ns::kMam) return Keep::No;
  const xml::Element* set = what.child("set", ns::kRsm);
  return set && set->child("before") ? Keep::Session : Keep::Moment;
}

bool newest_page(const xml::Element& iq) {
  const xml::Element* query = iq.child("query", ns::kMam);
  const xml::Element* set = query ? query->child("set", ns::kRsm) : nullptr;
  const xml::Element* before = set ? set->child("before") : nullptr;
  return before && before->text().empty();
}

std::string key_of_request(const xml::Element& iq) {
  xml::Element what = iq.children().front();
  what.remove_attr("queryid");
  return std::string(iq.attr("to")) + ' ' + std::string(iq.attr("type")) + ' ' + what.to_xml();
}

std::string queryid_of(const xml::Element& iq) {
  const xml::Element* query = iq.child("query", ns::kMam);
  return query ? std::string(query->attr("queryid")) : std::string();
}

// Messages and presences that every tab would send by itself.
std::string repeated(const xml::Element& e) {
  const std::string to(e.attr("to")), type(e.attr("type"));
  if (e.name() == "presence" && type.find("subscri") != std::string::npos) return type + ' ' + to;
  const xml::Element* shown = e.name() == "message" ? e.child("displayed", ns::kMarkers) : nullptr;
  return shown ? "displayed " + to + ' ' + std::string(shown->attr("id")) : std::string();
}

}  // namespace

void Mirror::reset(Jid own) {
  *this = Mirror();
  own_ = std::move(own);
}

void Mirror::outbound(const xml::Element& e, int64_t wall_ms) {
  if (const std::string what = repeated(e); !what.empty()) {
    said_.emplace_back(what, wall_ms);
    if (said_.size() > kMaxSaid) said_.pop_front();
  }
  if (e.name() == "presence") return presence_out(e);
  if (e.name() == "message") {
    if (e.child("body")) typed(jid_attr(e, "to"), e.attr("id"));
    if (e.attr("type") != "groupchat" && e.child("body"))
      chats_.add({true, wall_ms, e.to_xml()}, 200, 256 * 1024);
    return;
  }
  if (how_kept(e) != Keep::No) return ask(e, wall_ms);
  if (e.attr("type") == "set" && e.child("pubsub", ns::kPubsub)) forget({}, ns::kBookmarks);
}

void Mirror::ask(const xml::Element& iq, int64_t wall_ms) {
  Question q{key_of_request(iq), iq.to_xml(), queryid_of(iq), jid_attr(iq, "to"), wall_ms, {}, {}};
  open_.insert_or_assign(std::string(iq.attr("id")), std::move(q));
}

void Mirror::inbound(const xml::Element& e, int64_t wall_ms, Replies& replies) {
  if (e.name() == "presence") return presence_in(e);
  if (e.name() == "message") return message_in(e, wall_ms);
  const std::string_view type = e.attr("type");
  if (type == "result" || type == "error") return settle(e, wall_ms, replies);
  if (type == "set" && e.child("query", ns::kRoster) && from_own_account(e, own_))
    for (auto& [key, answer] : answers_)
      if (key.find(ns::kRoster) != std::string::npos) answer.pushes.push_back(e.to_xml());
  std::erase_if(answers_, [](const auto& a) { return a.second.pushes.size() > kMaxPushes; });
}

void Mirror::settle(const xml::Element& iq, int64_t wall_ms, Replies& replies) {
  const auto found = open_.find(std::string(iq.attr("id")));
  if (found == open_.end() ||
      (!found->second.to.empty() && !iq.has_attr("from") &&
       found->second.to.bare() != own_.bare() && found->second.to != Jid({}, own_.domain(), {})))
    return;
  if (!found->second.to.empty() && iq.has_attr("from") &&
      jid_attr(iq, "from") != found->second.to && jid_attr(iq, "from").bare() != own_.bare())
    return;  // not whom we asked
  Question q = std::move(found->second);
  open_.erase(found);
  const auto request = xml::parse(q.request);
  if (!request) return;
  Answer answer{q.request, iq.to_xml(), std::move(q.pages), {}, q.to, false, 0, 0};
  answer.newest = newest_page(*request);
  const auto room = rooms_.find(q.to.bare());
  answer.log_mark = room == rooms_.end() ? chats_.next() : room->second.log.next();
  if (how_kept(*request) == Keep::Moment) answer.until_ms = wall_ms + kMomentMs;
  // XEP-0410: we are in there no longer, whatever we thought.
  if (const auto error = stanza_error(iq); error && request->child("ping", ns::kPing))
    if (error->condition == "not-acceptable") {
      rooms_.erase(q.to.bare());
      forget_typed(q.to, {});
    }
  for (const xml::Element& waiting : q.waiting) reply(waiting, answer, replies);
  // An error of somebody else may be otherwise in a moment; our own server's stays.
  if (iq.attr("type") == "error" && !q.to.empty()) answer.until_ms = wall_ms + kMomentMs;
  if (answers_.size() >= kMaxAnswers) answers_.erase(answers_.begin());
  answers_.insert_or_assign(q.key, std::move(answer));
}

void Mirror::reply(const xml::Element& iq, const Answer& answer, Replies& replies) const {
  const std::string queryid = queryid_of(iq);
  const auto add = [&](const std::string& text) -> xml::Element* {
    auto e = xml::parse(text, kKeptLimits);
    if (!e) return nullptr;
    replies.push_back(std::move(*e));
    return &replies.back();
  };
  for (const std::string& page : answer.pages) {
    xml::Element* message = add(page);
    xml::Element* result = message ? message->child("result", ns::kMam) : nullptr;
    if (result) result->set_attr("queryid", queryid);
  }
  if (xml::Element* result = add(answer.result)) result->set_attr("id", iq.attr("id"));
  for (const std::string& push : answer.pushes) add(push);
}

const Mirror::Answer* Mirror::find(const std::string& key, int64_t wall_ms) const {
  const auto it = answers_.find(key);
  if (it == answers_.end()) return nullptr;
  const Answer& a = it->second;
  if (a.until_ms && wall_ms > a.until_ms) return nullptr;
  if (!a.newest) return &a;
  const auto room = rooms_.find(a.to.bare());
  return (room == rooms_.end() ? chats_ : room->second.log).first <= a.log_mark ? &a : nullptr;
}

// One that has been on its way for too long is asked again, or nobody would ever be told.
const std::string* Mirror::asked(const std::string& key, int64_t wall_ms) const {
  for (const auto& [id, question] : open_)
    if (question.key == key && std::abs(wall_ms - question.wall_ms) < kAnswerMs) return &id;
  return nullptr;
}

void Mirror::forget(const Jid& to, std::string_view what) {
  std::erase_if(answers_, [&](const auto& entry) {
    return entry.second.to.bare() == to && entry.first.find(what) != std::string::npos;
  });
}

void Mirror::typed(const Jid& to, std::string_view id) {
  if (id.empty() || to.empty()) return;
  typed_.emplace_back(to, id);
  if (typed_.size() > kMaxTyped) typed_.pop_front();
}

// It came back, or the room that had it is left: it may go out again.
void Mirror::forget_typed(const Jid& to, std::string_view id) {
  std::erase_if(typed_, [&](const auto& t) {
    return t.first.bare() == to.bare() && (id.empty() || t.second == id);
  });
}

bool Mirror::once(const xml::Element& e, int64_t wall_ms) const {
  if (e.name() == "message" && e.child("body"))
    return std::find(typed_.begin(), typed_.end(),
                     std::pair(jid_attr(e, "to"), std::string(e.attr("id")))) != typed_.end();
  const std::string what = repeated(e);
  if (what.empty()) return false;
  const bool marker = e.name() == "message";
  return std::any_of(said_.begin(), said_.end(), [&](const auto& said) {
    return said.first == what && (marker || wall_ms - said.second < kMomentMs);
  });
}

bool Mirror::knows(const xml::Element& e, int64_t wall_ms) const {
  if (e.name() == "iq") {
    if (how_kept(e) == Keep::No) return false;
    const std::string key = key_of_request(e);
    return find(key, wall_ms) || asked(key, wall_ms) || older_page(e, wall_ms);
  }
  if (once(e, wall_ms)) return true;
  if (e.name() != "presence" || !e.attr("type").empty()) return false;
  if (!e.has_attr("to")) return e.to_xml() == own_presence_;
  return e.child("x", ns::kMuc) && rooms_.count(jid_attr(e, "to").bare()) > 0;
}

bool Mirror::answer(const xml::Element& e, int64_t wall_ms, Replies& replies) {
  const bool known = knows(e, wall_ms);
  if (e.name() == "presence" && e.attr("type").empty() && !e.has_attr("to")) everyone(replies);
  if (!known) return false;
  if (e.name() == "iq") {
    const std::string key = key_of_request(e);
    if (const Answer* answer = find(key, wall_ms)) {
      reply(e, *answer, replies);
    } else if (const std::string* id = asked(key, wall_ms)) {
      open_[*id].waiting.push_back(e);
    } else if (const auto page = older_page(e, wall_ms)) {
      reply(e, *page, replies);
    }
  } else if (e.name() == "presence" && e.child("x", ns::kMuc)) {
    const Jid room = jid_attr(e, "to").bare();
    enter(rooms_[room], room, replies);
  }
  return true;
}

void Mirror::replay(const Sink& sink) const {
  if (!own_presence_.empty()) sink(true, 0, own_presence_);
  for (const auto& [key, a] : answers_) {
    if (!find(key, 0)) continue;
    sink(true, a.until_ms, a.request);
    for (const std::string& page : a.pages) sink(false, 0, page);
    sink(false, a.until_ms, a.result);
    for (const std::string& push : a.pushes) sink(false, 0, push);
  }
  for (const auto& [id, q] : open_) {
    sink(true, q.wall_ms, q.request);
    for (const std::string& page : q.pages) sink(false, 0, page);
  }
  for (const auto& [jid, xml] : presences_) sink(false, 0, xml);
  for (const auto& [jid, room] : rooms_) {
    sink(true, 0, room.join);
    for (const auto& [nick, xml] : room.occupants) sink(false, 0, xml);
    if (!room.self.empty()) sink(false, 0, room.self);
    for (const Entry& e : room.log.entries) sink(e.out, e.wall_ms, e.xml);
    if (!room.subject.empty()) sink(false, 0, room.subject);
  }
  for (const Entry& e : chats_.entries) sink(e.out, e.wall_ms, e.xml);
}

}  // namespace confab::xmpp
