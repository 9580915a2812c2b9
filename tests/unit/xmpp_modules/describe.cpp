// SPDX-License-Identifier: MIT
// See describe.h.
#include "describe.h"

#include <set>

#include "base/strings.h"
#include "xmpp/core/hash.h"
#include "xmpp/modules/rfc6121_messages/message_codec.h"
#include "xmpp/modules/xep0045_muc/muc_codec.h"

namespace confab::xmpp {

namespace {

void put(xml::Element& e, const char* name, const std::string& value) {
  if (!value.empty()) e.set_attr(name, value);
}
void put(xml::Element& e, const char* name, const Jid& value) { put(e, name, value.str()); }
void put(xml::Element& e, const char* name, bool value) {
  if (value) e.set_attr(name, "true");
}
void put_time(xml::Element& e, const char* name, int64_t ms) {
  if (ms != 0) e.set_attr(name, format_datetime(ms));
}
void put_error(xml::Element& e, const StanzaError& error) {
  put(e, "condition", error.condition);
  put(e, "text", error.text);
}
std::string joined(const std::vector<int>& numbers) {
  std::string out;
  for (const int n : numbers) out += (out.empty() ? "" : " ") + std::to_string(n);
  return out;
}
const char* name_of(Show show) {
  static constexpr const char* kNames[] = {"offline", "online", "chat", "away", "xa", "dnd"};
  return kNames[static_cast<int>(show)];
}
const char* name_of(LeaveReason reason) {
  static constexpr const char* kNames[] = {"left",        "kicked",       "banned",
                                           "affiliation", "members-only", "shutdown",
                                           "destroyed",   "lost",         "error"};
  return kNames[static_cast<int>(reason)];
}
const char* name_of(OccupantEvent::Kind kind) {
  static constexpr const char* kNames[] = {"join", "change", "rename", "leave"};
  return kNames[static_cast<int>(kind)];
}

xml::Element item(const RosterItem& roster_item) {
  xml::Element e("item");
  put(e, "jid", roster_item.jid);
  put(e, "name", roster_item.name);
  put(e, "subscription", roster_item.subscription);
  put(e, "ask", roster_item.ask);
  std::string groups;
  for (const auto& group : roster_item.groups) groups += (groups.empty() ? "" : ",") + group;
  put(e, "groups", groups);
  return e;
}

xml::Element item(const Bookmark& bookmark) {
  xml::Element e("bookmark");
  put(e, "room", bookmark.room);
  put(e, "name", bookmark.name);
  put(e, "nick", bookmark.nick);
  put(e, "password", bookmark.password);
  put(e, "autojoin", bookmark.autojoin);
  return e;
}

struct Describer {
  xml::Element operator()(const MessageEvent& m) const {
    static constexpr const char* kVia[] = {"live", "carbon", "archive", "muc-history"};
    xml::Element e("message");
    e.set_attr("via", kVia[static_cast<int>(m.via)]);
    put(e, "from", m.from);
    put(e, "to", m.to);
    put(e, "outgoing", m.outgoing);
    put(e, "groupchat", m.groupchat);
    put(e, "muc-private", m.muc_private);
    put(e, "id", m.id);
    put(e, "origin-id", m.origin_id);
    put(e, "stanza-id", m.stanza_id);
    put(e, "occupant-id", m.occupant_id);
    put(e, "real-jid", m.real_jid);
    put(e, "body", m.body);
    put(e, "thread", m.thread);
    put(e, "lang", m.lang);
    put(e, "replaces", m.replaces_id);
    put_time(e, "stamp", m.stamp_ms);
    put(e, "delayed", m.delayed);
    put(e, "by-our-clock", m.by_our_clock);
    put(e, "receipt-requested", m.receipt_requested);
    put(e, "markable", m.markable);
    put(e, "state", std::string(chat_state_name(m.state)));
    return e;
  }
  xml::Element operator()(const ReceiptEvent& r) const {
    xml::Element e("receipt");
    put(e, "from", r.from);
    put(e, "id", r.id);
    put(e, "displayed", r.displayed);
    return e;
  }
  xml::Element operator()(const ChatStateEvent& s) const {
    xml::Element e("chat-state");
    put(e, "from", s.from);
    put(e, "state", std::string(chat_state_name(s.state)));
    put(e, "groupchat", s.groupchat);
    return e;
  }
  xml::Element operator()(const MessageErrorEvent& m) const {
    xml::Element e("message-error");
    put(e, "from", m.from);
    put(e, "id", m.id);
    put_error(e, m.error);
    return e;
  }
  xml::Element operator()(const MessageSentEvent& m) const {
    xml::Element e("sent");
    put(e, "id", m.id);
    return e;
  }
  xml::Element operator()(const RosterEvent& r) const {
    xml::Element e("roster");
    put(e, "full", r.full);
    for (const auto& i : r.items) e.add(item(i));
    return e;
  }
  xml::Element operator()(const RosterSuggestionEvent& s) const {
    static constexpr const char* kActions[] = {"add", "delete", "modify"};
    xml::Element e("suggestion");
    put(e, "from", s.from);
    e.set_attr("action", kActions[static_cast<int>(s.action)]);
    put(e, "text", s.text);
    for (const auto& i : s.items) e.add(item(i));
    return e;
  }
  xml::Element operator()(const PresenceEvent& p) const {
    xml::Element e("presence");
    put(e, "from", p.from);
    put(e, "show", std::string(name_of(p.show)));
    put(e, "status", p.status);
    if (p.priority != 0) e.set_attr("priority", std::to_string(p.priority));
    return e;
  }
  xml::Element operator()(const SubscriptionEvent& s) const {
    xml::Element e("subscription");
    put(e, "from", s.from);
    put(e, "type", s.type);
    put(e, "nick", s.nick);
    put(e, "status", s.status);
    return e;
  }
  xml::Element operator()(const OccupantEvent& o) const {
    xml::Element e("occupant");
    e.set_attr("kind", name_of(o.kind));
    put(e, "room", o.room);
    put(e, "nick", o.occupant.nick);
    put(e, "occupant-id", o.occupant.occupant_id);
    put(e, "status", o.occupant.status);
    put(e, "real-jid", o.occupant.real_jid);
    e.set_attr("affiliation", affiliation_name(o.occupant.affiliation));
    e.set_attr("role", role_name(o.occupant.role));
    e.set_attr("show", name_of(o.occupant.show));
    put(e, "avatar", o.occupant.avatar);
    put(e, "new-nick", o.new_nick);
    put(e, "self", o.self);
    put(e, "statuses", joined(o.statuses));
    put(e, "actor", o.actor);
    put(e, "reason", o.reason);
    return e;
  }
  xml::Element operator()(const RoomEnteredEvent& r) const {
    xml::Element e("room-entered");
    put(e, "room", r.room);
    put(e, "nick", r.nick);
    put(e, "created", r.created);
    put(e, "non-anonymous", r.non_anonymous);
    put(e, "logged", r.logged);
    return e;
  }
  xml::Element operator()(const RoomLeftEvent& r) const {
    xml::Element e("room-left");
    put(e, "room", r.room);
    e.set_attr("reason", name_of(r.reason));
    put(e, "actor", r.actor);
    put(e, "text", r.text);
    put(e, "alternate", r.alternate);
    return e;
  }
  xml::Element operator()(const RoomFailedEvent& r) const {
    xml::Element e("room-failed");
    put(e, "room", r.room);
    put_error(e, r.error);
    return e;
  }
  xml::Element operator()(const RoomSubjectEvent& r) const {
    xml::Element e("subject");
    put(e, "room", r.room);
    e.set_attr("subject", r.subject);
    put(e, "nick", r.nick);
    put_time(e, "stamp", r.stamp_ms);
    return e;
  }
  xml::Element operator()(const RoomInfoEvent& r) const {
    xml::Element e("room-info");
    put(e, "room", r.room);
    put(e, "name", r.name);
    put(e, "description", r.description);
    put(e, "password", r.password);
    put(e, "members-only", r.members_only);
    put(e, "moderated", r.moderated);
    put(e, "persistent", r.persistent);
    put(e, "non-anonymous", r.non_anonymous);
    put(e, "archived", r.archived);
    return e;
  }
  xml::Element operator()(const InviteEvent& i) const {
    xml::Element e("invite");
    put(e, "room", i.room);
    put(e, "from", i.from);
    put(e, "reason", i.reason);
    put(e, "password", i.password);
    return e;
  }
  xml::Element operator()(const BookmarksEvent& b) const {
    xml::Element e("bookmarks");
    put(e, "full", b.full);
    for (const auto& i : b.changed) e.add(item(i));
    for (const auto& jid : b.removed) e.add("removed").set_attr("room", jid.str());
    return e;
  }
  xml::Element operator()(const AvatarEvent& a) const {
    xml::Element e("avatar");
    put(e, "who", a.who);
    put(e, "hash", a.hash);
    put(e, "pep", a.pep);
    return e;
  }
  xml::Element operator()(const PictureEvent& p) const {
    xml::Element e("picture");
    put(e, "hash", p.hash);
    if (!p.bytes.empty()) put(e, "of", hex_encode(sha1(p.bytes)));
    put(e, "unasked", p.unasked);
    return e;
  }
  xml::Element operator()(const ArchivePageEvent& a) const {
    xml::Element e("page");
    put(e, "archive", a.archive);
    put(e, "with", a.with);
    put(e, "first", a.first_id);
    put(e, "last", a.last_id);
    put(e, "backwards", a.backwards);
    put(e, "complete", a.complete);
    if (a.error) put_error(e, *a.error);
    for (const auto& m : a.messages) e.add((*this)(m));
    return e;
  }
};

bool equal(std::string_view expected, std::string_view actual, Variables& variables) {
  if (expected == "*") return true;
  if (expected.size() > 1 && expected[0] == '$')
    return variables.emplace(expected.substr(1), actual).first->second == actual;
  return expected == actual;
}

}  // namespace

xml::Element describe(const Event& event) { return std::visit(Describer(), event); }

std::string difference(const xml::Element& expected, const xml::Element& actual, bool loose,
                       Variables& variables) {
  const std::string where = "<" + expected.name() + ">: ";
  if (expected.name() != actual.name()) return where + "the name is " + actual.name();
  if (!loose && expected.ns() != actual.ns()) return where + "the namespace is " + actual.ns();
  for (const auto& [name, value] : expected.attrs())
    if (!equal(value, actual.attr(name), variables))
      return where + name + " is '" + std::string(actual.attr(name)) + "', not '" + value + "'";
  if (!loose)
    for (const auto& [name, value] : actual.attrs())
      if (!expected.has_attr(name)) return where + "has " + name + "='" + value + "'";
  if (!equal(trim(expected.text()), trim(actual.text()), variables))
    return where + "the text is '" + actual.text() + "'";
  if (expected.children().size() != actual.children().size())
    return where + "has " + std::to_string(actual.children().size()) + " children, not " +
           std::to_string(expected.children().size());
  for (size_t i = 0; i < expected.children().size(); ++i) {
    auto inner = difference(expected.children()[i], actual.children()[i], loose, variables);
    if (!inner.empty()) return where + inner;
  }
  return {};
}

xml::Element substituted(const xml::Element& element, const Variables& variables) {
  xml::Element copy = element;
  const auto replace = [&](std::string text) {
    for (const auto& [name, value] : variables) text = replace_all(text, "$" + name, value);
    return text;
  };
  for (const auto& [name, value] : element.attrs())
    if (value.find('$') != std::string::npos) copy.set_attr(name, replace(value));
  if (element.text().find('$') != std::string::npos) copy.set_text(replace(element.text()));
  for (auto& child : copy.children()) child = substituted(child, variables);
  return copy;
}

}  // namespace confab::xmpp
