// SPDX-License-Identifier: MIT
// SavedConversation and contacts <-> JSON. Keys are short, defaults are left out.
#include "chat/saved.h"

#include <utility>

#include "base/utf8.h"

namespace confab::chat {
namespace {

constexpr size_t kMaxMessages = 20000;

void put(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json.set(name, text);
}
void put(Json& json, const char* name, int64_t number) {
  if (number != 0) json.set(name, static_cast<double>(number));
}
int64_t number(const Json& json) { return static_cast<int64_t>(json.as_number()); }

// Enumerations are stored as their numbers; what is beyond the last one was not written by us.
template <class E>
bool get(const Json& json, E& out, E last) {
  const double n = json.as_number();
  if (n < 0 || n > static_cast<double>(last)) return false;
  out = static_cast<E>(static_cast<int>(n));
  return true;
}

bool Message::*const kFlags[] = {&Message::own,     &Message::archived,    &Message::corrected,
                                 &Message::delayed, &Message::mentions_me, &Message::by_our_clock};
const std::pair<const char*, std::string Message::*> kTexts[] = {
    {"i", &Message::id},          {"o", &Message::origin_id}, {"t", &Message::stanza_id},
    {"c", &Message::occupant_id}, {"n", &Message::sender},    {"b", &Message::body},
    {"l", &Message::lang},        {"x", &Message::failure}};

Json to_json(const Message& m) {
  Json json = Json::object();
  put(json, "k", static_cast<int64_t>(m.kind));
  put(json, "s", static_cast<int64_t>(m.state));
  int64_t flags = 0;
  for (size_t i = 0; i < std::size(kFlags); ++i) flags |= static_cast<int64_t>(m.*kFlags[i]) << i;
  put(json, "f", flags);
  for (const auto& [name, member] : kTexts) put(json, name, m.*member);
  put(json, "j", m.from.str());
  put(json, "w", m.stamp_ms);
  return json;
}

std::optional<Message> message(const Json& json) {
  Message m;
  if (!json.is(Json::Type::Object) || !get(json["k"], m.kind, EntryKind::Gap) ||
      !get(json["s"], m.state, MessageState::Failed))
    return std::nullopt;
  const int64_t flags = number(json["f"]);
  for (size_t i = 0; i < std::size(kFlags); ++i) m.*kFlags[i] = (flags >> i & 1) != 0;
  for (const auto& [name, member] : kTexts) m.*member = json[name].as_string();
  if (!utf8::valid(m.body) || !utf8::valid(m.sender)) return std::nullopt;
  if (const std::string from = json["j"].as_string(); !from.empty()) {
    const auto jid = Jid::parse(from);
    if (!jid) return std::nullopt;
    m.from = *jid;
  }
  m.stamp_ms = number(json["w"]);
  return m;
}

}  // namespace

Json to_json(const SavedConversation& c) {
  Json json = Json::object();
  json.set("j", c.jid.str());
  put(json, "k", static_cast<int64_t>(c.kind));
  put(json, "n", c.name);
  put(json, "me", c.nick);
  put(json, "s", c.subject);
  put(json, "d", c.description);
  put(json, "r", c.read_ms);
  put(json, "w", c.last_activity_ms);
  put(json, "u", static_cast<int64_t>(c.unread));
  put(json, "m", static_cast<int64_t>(c.mentions));
  put(json, "fu", static_cast<int64_t>(c.first_unread + 1));
  put(json, "all", static_cast<int64_t>(c.history_complete));
  Json messages = Json::array();
  for (const Message& m : c.messages) messages.push(to_json(m));
  json.set("msgs", std::move(messages));
  return json;
}

std::optional<SavedConversation> saved_conversation(const Json& json) {
  SavedConversation c;
  const auto jid = Jid::parse(json["j"].as_string());
  if (!jid || !get(json["k"], c.kind, ConversationKind::RoomPrivate)) return std::nullopt;
  c.jid = *jid;
  c.name = json["n"].as_string();
  c.nick = json["me"].as_string();
  c.subject = json["s"].as_string();
  c.description = json["d"].as_string();
  c.read_ms = number(json["r"]);
  c.last_activity_ms = number(json["w"]);
  c.history_complete = number(json["all"]) != 0;
  const auto& messages = json["msgs"].items();
  if (messages.size() > kMaxMessages) return std::nullopt;
  for (const Json& item : messages) {
    auto m = message(item);
    if (!m) return std::nullopt;
    c.messages.push_back(std::move(*m));
  }
  const int64_t count = static_cast<int64_t>(c.messages.size());
  const auto within = [&](const char* name) {
    const int64_t n = number(json[name]);
    return static_cast<int>(n < 0 || n > count ? 0 : n);
  };
  c.unread = within("u");
  c.mentions = within("m");
  c.first_unread = within("fu") - 1;
  return c;
}

Json to_json(const xmpp::RosterItem& item) {
  Json json = Json::object();
  json.set("j", item.jid.str());
  put(json, "n", item.name);
  put(json, "s", item.subscription);
  put(json, "a", item.ask);
  if (item.groups.empty()) return json;
  Json groups = Json::array();
  for (const std::string& group : item.groups) groups.push(group);
  return json.set("g", std::move(groups));
}

std::optional<xmpp::RosterItem> saved_contact(const Json& json) {
  const auto jid = Jid::parse(json["j"].as_string());
  if (!jid) return std::nullopt;
  xmpp::RosterItem item{
      *jid, json["n"].as_string(), json["s"].as_string(), json["a"].as_string(), {}};
  for (const Json& group : json["g"].items()) item.groups.push_back(group.as_string());
  return item;
}

}  // namespace confab::chat
