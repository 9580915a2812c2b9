// SPDX-License-Identifier: MIT
// Keeper: the outbox over the lives of pages. A tab's next page goes on with what the one before
// had not sent; where none comes, because the tab was closed, the tab that has the stream does.
#include <algorithm>

#include "base/sort.h"
#include "chat/keeper.h"
#include "chat/saved.h"

namespace confab::chat {
namespace {

constexpr int64_t kGraceMs = 3000;  // for the next page of the same tab
constexpr size_t kMaxLeft = 500;    // messages
// Of a stream that is there: another tab has sent by then what it has to send.
constexpr int64_t kSendersMs = 20000;

Json list_of(const std::optional<std::string>& text) {
  if (!text) return Json::array();
  auto json = Json::parse(*text);
  return json && json->is(Json::Type::Array) ? std::move(*json) : Json::array();
}

}  // namespace

std::unordered_map<std::string, MessageKey> Account::Impl::Keeper::own_ids() const {
  std::unordered_map<std::string, MessageKey> own;
  for (const Conversation* c : a_.store.conversations())
    for (const Message& m : c->messages)
      if (m.own && !m.id.empty()) own[m.id] = m.key;
  return own;
}

// As outgoing_json() wrote it, and in the store. nullopt: that was not written by us.
std::optional<Outgoing> Account::Impl::Keeper::outgoing(
    const Json& item, const std::unordered_map<std::string, MessageKey>& own, Said said) {
  const auto jid = Jid::parse(item["j"].as_string());
  const int kind = bits(item["k"]), flags = bits(item["f"]);
  Outgoing o;
  o.id = item["i"].as_string();
  o.body = item["b"].as_string();
  if (!jid || o.id.empty() || o.body.empty() || kind < 0 || kind > 2) return std::nullopt;
  if (item["a"].is(Json::Type::String)) o.since = item["a"].as_string();
  o.jid = *jid;
  o.kind = static_cast<ConversationKind>(kind);
  o.taken = (flags & kTaken) != 0;
  o.tried = (flags & kTried) != 0;
  o.acked = (flags & kAcked) != 0;
  o.bounces = (flags & kBounced) != 0 ? 1 : 0;
  o.unproven = (flags & kUnproven) != 0;
  o.taken_at_ms = a_.clock.monotonic_ms();
  if (const auto known = own.find(o.id); known != own.end()) {
    o.key = known->second;
    if ((flags & kFinished) == 0 && !item["c"].as_bool())
      a_.store.go_on_sending(o.jid, o.key, said);
    return o;
  }
  a_.store.open(o.jid, o.kind);
  Message m;
  m.id = m.origin_id = o.id;
  m.said = said;
  m.body = o.body;
  m.stamp_ms = static_cast<int64_t>(item["w"].as_number());
  o.key = a_.store.add_own(o.jid, std::move(m));
  return o;
}

// What the records do not have yet. It was written in the order in which it ended, and is shown in
// that in which it was typed.
std::unordered_map<std::string, MessageKey> Account::Impl::Keeper::show_typed(const Json& list) {
  std::vector<const Json*> typed;
  for (const Json& item : list.items()) typed.push_back(&item);
  sort_pointers(typed, [](const Json* a, const Json* b) {
    return (*a)["n"].as_number() < (*b)["n"].as_number();
  });
  auto own = own_ids();
  for (const Json* item : typed)
    if (own.count((*item)["i"].as_string()) == 0)
      if (const auto o = outgoing(*item, own)) own[o->id] = o->key;
  return own;
}

// Typed on this page, not on one before it.
bool Account::Impl::Keeper::is_deferred(const std::string& id) const {
  return std::any_of(deferred_.begin(), deferred_.end(), [&](const Command& c) {
    const auto* send = std::get_if<Send>(&c);
    return send && send->id == id;
  });
}

void Account::Impl::Keeper::restore_outbox(const xmpp::ResumeState* state) {
  take_back();
  Json list = list_of(keep_.journal.get(key("outbox")));
  const Json typed = list_of(keep_.journal.get(key("typed")));
  for (const Json& item : typed.items())
    if (!is_deferred(item["i"].as_string())) list.push(placed(item));
  const auto own = show_typed(list);
  for (const Json& item : list.items()) {
    if (item["c"].as_bool()) continue;
    auto o = outgoing(item, own);
    if (!o) continue;
    o->tried = o->tried || !mine_;  // another tab may have sent it since
    o->taken = o->taken || (state && state->holds(o->id));
    if (bits(item["f"]) & kFinished) {
      o->failure = item["x"].as_string();
      restore_finished(*o);
      a_.outbox.push_finished(std::move(*o));  // until this page has written it
      continue;
    }
    if (o->taken && o->kind == ConversationKind::Room) a_.watch_reflection();
    a_.outbox.push(std::move(*o));
  }
  for (const Json& item : list.items()) {
    auto o = item["c"].as_bool() ? outgoing(item, own) : std::nullopt;
    if (!o) continue;
    a_.store.set_message_state(o->jid, o->key, MessageState::Sent);
    a_.outbox.push_lately(std::move(*o));
  }
}

// Those of the records that nobody sends. Another tab may have them in its outbox, or be asleep
// with it; so they wait like all that waits, until there has been a stream for long enough. Where
// one did arrive after all, an archive or that tab will say so.
void Account::Impl::Keeper::look_for_orphans() {
  const int stream = ++streams_;
  a_.after(kSendersMs, [this, stream] {
    if (a_.online && stream == streams_ && !owner_.empty() && !reading_) give_up_orphans();
  });
}

void Account::Impl::Keeper::give_up_orphans() {
  for (const Conversation* c : std::vector<const Conversation*>(a_.store.conversations())) {
    std::vector<MessageKey> lost;
    for (const Message& m : c->messages)
      if (m.own && m.state == MessageState::Pending && !a_.outbox.find(m.id)) lost.push_back(m.key);
    for (const MessageKey key : lost) a_.store.set_message_state(c->jid, key, MessageState::Failed);
  }
}

// It left the outbox, and the page went before that was written: it is not sent again.
void Account::Impl::Keeper::restore_finished(const Outgoing& o) {
  const Message* m = a_.store.find_message(o.jid, o.key);
  if (!m) return;
  if (o.failure == "discarded") {
    a_.store.remove_message(o.jid, o.key);
  } else {
    a_.store.set_message_state(
        o.jid, o.key, o.failure.empty() ? MessageState::Sent : MessageState::Failed, o.failure);
  }
}

// This page may go before it has read what its outbox is.
void Account::Impl::Keeper::note_typed(Send& send) {
  if (send.id.empty()) send.id = a_.service.context().new_id();
  Json typed = list_of(keep_.journal.get(key("typed")));
  typed.push(Json::object()
                 .set("j", send.jid.str())
                 .set("i", send.id)
                 .set("b", send.body)
                 .set("w", a_.clock.wall_ms()));
  keep_.journal.set(key("typed"), typed.dump());
}

// In which conversation is known once the records are read.
Json Account::Impl::Keeper::placed(Json typed) {
  const auto jid = Jid::parse(typed["j"].as_string());
  if (!jid || typed["k"].is(Json::Type::Number)) return typed;
  const auto [where, kind] = a_.where_to(*jid);
  return typed.set("j", where.str()).set("k", static_cast<int>(kind)).set("n", 1e15);
}

// Where this page has not read it yet, as the one before it wrote it, and what was typed since.
Json Account::Impl::Keeper::unsent() const {
  Json list = Json::array();
  if (!reading_) {
    for (const Outgoing& o : a_.outbox.items()) list.push(outgoing_json(o, false));
    return list;
  }
  for (const char* name : {"outbox", "typed"}) {
    const Json kept = list_of(keep_.journal.get(key(name)));
    for (const Json& item : kept.items())
      if (!item["c"].as_bool() && (bits(item["f"]) & kFinished) == 0) list.push(item);
  }
  return list;
}

// The page goes, perhaps for good. Where its tab has a next one, that takes it back.
void Account::Impl::Keeper::leave_behind() {
  if (owner_.empty() || a_.anonymous) return;
  Json mine = unsent();
  if (mine.items().empty()) return;
  auto token = keep_.journal.get(key("box"));
  if (!token) {
    token = std::to_string(a_.random());
    keep_.journal.set(key("box"), *token);
  }
  Json left = list_of(a_.storage.get(key("left")));
  for (Json item : mine.items())
    if (left.items().size() < kMaxLeft)
      left.push(std::move(item.set("t", *token).set("l", a_.clock.wall_ms())));
  keep_left(left);
  a_.tell(xmpp::TabNote::Kind::Left, a_.account);
}

void Account::Impl::Keeper::take_back() {
  const auto token = keep_.journal.get(key("box"));
  const auto text = a_.storage.get(key("left"));
  if (!token || !text) return;
  Json others = Json::array();
  const Json all = list_of(text);
  for (const Json& item : all.items())
    if (item["t"].as_string() != *token) others.push(item);
  keep_left(others);
}

void Account::Impl::Keeper::keep_left(const Json& left) {
  if (left.items().empty()) {
    a_.storage.remove(key("left"));
  } else {
    a_.storage.set(key("left"), left.dump());
  }
}

// The page was only put aside. What another tab has sent meanwhile is looked for first.
void Account::Impl::Keeper::came_back() {
  if (owner_.empty() || reading_) return;
  take_back();
  for (Outgoing& o : a_.outbox.items()) o.tried = true;
}

void Account::Impl::Keeper::heard_of_leaving() {
  a_.after(kGraceMs, [this] {
    if (a_.online && adopt()) a_.look_again();
  });
}

// True: there is something to be looked for, and then sent. What was left only now is perhaps taken
// back: two tabs would have it, and another one what was typed next.
bool Account::Impl::Keeper::adopt() {
  if (owner_.empty() || reading_ || a_.anonymous || !leads()) return false;
  const auto text = a_.storage.get(key("left"));
  if (!text) return false;
  const Json all = list_of(text);
  Json later = Json::array(), ours = Json::array();
  for (const Json& item : all.items()) {
    const double age_ms = static_cast<double>(a_.clock.wall_ms()) - item["l"].as_number();
    (age_ms >= 0 && age_ms < kGraceMs ? later : ours).push(item);
  }
  keep_left(later);
  if (!later.items().empty()) heard_of_leaving();
  if (ours.items().empty()) return false;
  const auto own = own_ids();
  bool any = false;
  for (const Json& item : ours.items()) {
    if (a_.outbox.find(item["i"].as_string())) continue;
    auto o = outgoing(placed(item), own, Said::Elsewhere);
    if (!o) continue;
    const RoomRecord* r = a_.room(o->jid.bare());
    if (o->kind == ConversationKind::Room && (!r || !r->wanted)) {
      a_.store.set_message_state(o->jid, o->key, MessageState::Failed, "not-joined");
      continue;
    }
    o->taken = false;
    o->tried = any = true;
    a_.outbox.push(std::move(*o));
  }
  return any;
}

}  // namespace confab::chat
