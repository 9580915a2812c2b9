// SPDX-License-Identifier: MIT
// See count.h.
#include "chaos/count.h"

#include <algorithm>

#include "base/json.h"
#include "xmpp/core/ns.h"

namespace confab::test {
namespace {

constexpr size_t kRecent = 800;  // more than is said between two checks

}  // namespace

std::string Counter::next(const std::string& name, bool by_peer) {
  Series& s = series_[name];
  s.by_peer = by_peer;
  ++typed;
  return tag_ + " " + name + " " + std::to_string(++s.said);
}

bool Counter::read(std::string_view body, std::string& name, int& number) const {
  if (!body.starts_with(tag_ + " ")) return false;
  body.remove_prefix(tag_.size() + 1);
  const size_t space = body.find(' ');
  if (space == body.npos) return false;
  name = body.substr(0, space);
  number = std::atoi(std::string(body.substr(space + 1)).c_str());
  return true;
}

std::map<std::string, Counter::Seen> Counter::seen(const chat::Store& store, const xmpp::Jid& with,
                                                   size_t newest) const {
  std::map<std::string, Seen> out;
  std::string name;
  int number = 0;
  for (const xmpp::Jid& jid : {with, room_}) {
    const chat::Conversation* c = store.find(jid);
    if (!c) continue;
    const size_t n = c->messages.size();
    for (size_t i = n > newest ? n - newest : 0; i < n; ++i) {
      const chat::Message& m = c->messages[i];
      if (m.kind == chat::EntryKind::Text && read(m.body, name, number))
        out[name].numbers.push_back(number);
    }
  }
  return out;
}

bool Counter::complete(const chat::Store& store, const xmpp::Jid& with) const {
  const auto shown = seen(store, with, kRecent);
  for (const auto& [name, s] : series_) {
    if (s.said == s.checked) continue;
    const auto found = shown.find(name);
    if (found == shown.end()) return false;
    std::set<int> there(found->second.numbers.begin(), found->second.numbers.end());
    for (int n = s.checked + 1; n <= s.said; ++n)
      if (!there.count(n)) return false;
  }
  return true;
}

void Counter::judge(const std::string& who, const chat::Store& store, const xmpp::Jid& with,
                    bool whole) {
  const auto shown = seen(store, with, whole ? SIZE_MAX : kRecent);
  for (const auto& [name, s] : series_) {
    const auto found = shown.find(name);
    std::map<int, int> times;
    int last = 0;
    const auto mark = [&](std::set<std::string>& kind, int n) {
      kind.insert(who + " " + name + " " + std::to_string(n));
    };
    if (found != shown.end())
      for (const int n : found->second.numbers) {
        if (++times[n] == 2) mark(doubled, n);
        const auto late = late_.find(name);
        const bool served = late != late_.end() && late->second.count(n);
        if (n < last && !s.loose.count(n)) mark(served ? served_late : reordered, n);
        if (!s.loose.count(n)) last = std::max(last, n);
      }
    // What was there once and is no longer on a page's shorter screen is history.
    for (int n = s.checked + 1; n <= s.said; ++n)
      if (!times.count(n)) mark(lost, n);
  }
}

std::string Counter::shown(const chat::Store& store, const xmpp::Jid& with) const {
  constexpr size_t kShown = 60;
  std::string out, name;
  int number = 0;
  for (const xmpp::Jid& jid : {with, room_}) {
    const chat::Conversation* c = store.find(jid);
    const size_t n = c ? c->messages.size() : 0;
    out += jid == room_ ? " | room:" : "direct:";
    for (size_t i = n > kShown ? n - kShown : 0; i < n; ++i) {
      const chat::Message& m = c->messages[i];
      if (m.kind == chat::EntryKind::Gap) out += " GAP";
      if (m.kind != chat::EntryKind::Text || !read(m.body, name, number)) continue;
      out += " " + name + std::to_string(number);
      if (m.own && m.state == chat::MessageState::Pending) out += "?";
      if (m.own && m.state == chat::MessageState::Failed) out += "!";
      if (m.stanza_id.empty()) out += "*";  // known to no archive yet
    }
  }
  return out;
}

std::string Counter::kept(const std::map<std::string, std::string>& values) const {
  std::string out, name;
  int number = 0;
  for (const auto& [key, value] : values) {
    const std::string what = key.substr(0, key.find('/'));
    if (what != "outbox" && what != "typed" && what != "left") continue;
    const auto list = Json::parse(value);
    out += " " + what + ":";
    for (const Json& item : list ? list->items() : std::vector<Json>()) {
      if (!read(item["b"].as_string(), name, number)) continue;
      out += " " + name + std::to_string(number) + (item["c"].as_bool() ? "c" : "f");
      out += std::to_string(static_cast<int>(item["f"].as_number()));
    }
  }
  return out;
}

void Counter::checked() {
  for (auto& [name, s] : series_) s.checked = s.said;
}

void Counter::on_wire(const xml::Element& e) {
  std::string name;
  int number = 0;
  const xml::Element* body = e.name() == "message" ? e.child("body") : nullptr;
  if (!body || !read(body->text(), name, number)) return;
  if (series_[name].by_peer) return;
  auto& ids = wire_[name][number];
  const std::string id(e.attr("id"));
  if (ids.empty()) {
    if (number < wire_last_[name] && !series_[name].loose.count(number)) ++wire_behind;
    wire_last_[name] = std::max(wire_last_[name], number);
  } else if (ids.count(id)) {
    ++wire_same_id;
  } else {
    ++wire_other_id;
  }
  ids.insert(id);
}

namespace {
struct Missed {
  std::string who, name;
  int number = 0;
};
Missed missed(const std::string& text) {
  const size_t a = text.find(' '), b = text.rfind(' ');
  return {text.substr(0, a), text.substr(a + 1, b - a - 1), std::atoi(text.c_str() + b)};
}
}  // namespace

bool Counter::missing(bool by_peer) const {
  for (const std::string& each : lost)
    if (series_.at(missed(each).name).by_peer == by_peer) return true;
  return false;
}

void Counter::blame_server(bool by_peer, const std::set<std::pair<std::string, int>>& archived) {
  for (auto it = lost.begin(); it != lost.end();) {
    const Missed m = missed(*it);
    const bool direct = m.name.ends_with('d');  // rooms have one archive, for all
    const bool gone = series_[m.name].by_peer == by_peer && direct &&
                      confirmed_[m.name].count(m.number) && !wire_[m.name].count(m.number) &&
                      !archived.count({m.name, m.number});
    if (gone) lost_by_server.insert(*it);
    it = gone ? lost.erase(it) : std::next(it);
  }
}

// Behind a later one: the page that had it before may be gone, and no screen can know better. What
// a page has said itself may also have been sent so: then the room has archived it so, too.
void Counter::on_page_wire(const xml::Element& e, Came& came) {
  std::string name;
  int number = 0;
  const xml::Element* body = e.name() == "message" ? e.child("body") : nullptr;
  if (!body || !read(body->text(), name, number)) return;
  const bool by_peer = series_[name].by_peer;
  if (by_peer) wire_[name][number].insert(std::string(e.attr("id")));
  const xml::Element* place = e.child("stanza-id", xmpp::ns::kSid);
  const std::string at(place ? place->attr("id") : "");
  auto& before = came[name];
  if (!before.empty() && number < before.rbegin()->first) {
    const std::string& last = before.rbegin()->second;
    const bool counts = !at.empty() && at.find_first_not_of("0123456789") == std::string::npos;
    const bool archived_before = counts && at.size() == last.size() && at < last;  // as ejabberd's
    if (by_peer || (archived_before && !before.count(number))) late_[name].insert(number);
  }
  before.emplace(number, at);
}

}  // namespace confab::test
