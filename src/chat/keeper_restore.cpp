// SPDX-License-Identifier: MIT
// Keeper, reading. Whatever does not look like what we write is left out: history can be fetched
// again, and a wrong guess about a session ends in a new one.
#include <algorithm>

#include "chat/keeper.h"
#include "chat/saved.h"
#include "xml/parse.h"
#include "xmpp/modules/stanza.h"

namespace confab::chat {
namespace {

constexpr int64_t kPatienceMs = 2000;  // with a database that does not answer

Json parsed(const std::optional<std::string>& text) {
  if (!text) return {};
  auto json = Json::parse(*text);
  return json ? std::move(*json) : Json();
}

}  // namespace

void Account::Impl::Keeper::begin(bool trusted, Next next) {
  const std::string owner = (a_.anonymous ? "guest@" : "") + a_.account.str();
  if (owner == owner_ && !reading_) return next(std::nullopt);
  owner_ = owner;
  reading_ = true;
  next_ = std::move(next);
  conversations_.clear();
  others_.clear();
  live_.reset();
  live_stale_ = roster_stale_ = true;
  avatars_stale_ = false;
  pictures_.clear();
  in_flight_.clear();
  deferred_.clear();
  ++generation_;
  const int attempt = ++attempt_;
  // Who only says who they are is shown nothing before the server has believed it, except in the
  // tab where it was seen before. A guest is somebody else in every tab.
  const bool here = keep_.journal.get(key("here")).has_value();
  fresh_ = !here && a_.anonymous;
  unproven_ = !here && !trusted;
  if (fresh_) return loaded(Outcome::Done, {});
  const auto alive = std::weak_ptr<char>(a_.alive);
  keep_.database.load(owner_ + "\n", [this, attempt, alive](Outcome outcome, Records records) {
    if (alive.expired() || attempt != attempt_) return;
    if (reading_) return loaded(outcome, std::move(records));
    // Only slow to open, as on a busy device: what is seen from here on is written to it.
    if (outcome != Outcome::Done || written_later(records)) return;
    retry_at_ms_ = 0;
    changed();
  });
  a_.after(kPatienceMs, [this, attempt] {
    if (attempt == attempt_ && reading_) loaded(Outcome::Off, {});
  });
}

bool Account::Impl::Keeper::defer(Command& c) {
  if (!reading_ || std::holds_alternative<Login>(c) || std::holds_alternative<Logout>(c) ||
      std::holds_alternative<WantPicture>(c) || std::holds_alternative<PageHide>(c) ||
      std::holds_alternative<PageShow>(c))
    return false;
  if (auto* send = std::get_if<Send>(&c)) note_typed(*send);
  deferred_.push_back(std::move(c));
  return true;
}

void Account::Impl::Keeper::loaded(Outcome outcome, Records records) {
  judge(outcome);
  const std::string prefix = owner_ + "\n", conversation = prefix + "c\n";
  for (const auto& r : records) {  // what is the same is not written again
    const size_t hash = std::hash<std::string>()(r.value);
    const auto jid = r.key.starts_with(conversation)
                         ? Jid::parse(std::string_view(r.key).substr(conversation.size()))
                         : std::nullopt;
    if (jid) conversations_[*jid].hash = hash;
    if (!jid) others_[r.key.substr(prefix.size())] = hash;
  }
  mine_ = has_lead();
  // Another tab may have gone on with all of it since, and written what is newer.
  for (const auto& r : records)
    if (r.key == prefix + "w" &&
        lead_turn(parsed(r.value).as_string()) > lead_turn(keep_.journal.get(key("lead"))))
      keep_.journal.remove(key("pending"));
  // The page before may have gone before the database had this.
  const Json pending = parsed(keep_.journal.get(key("pending")));
  for (const Json& item : pending.items()) {
    const std::string name = item["k"].as_string();
    if (!name.starts_with(prefix)) continue;
    std::erase_if(records, [&](const auto& r) { return r.key == name; });
    records.push_back({name, item["v"].as_string()});
  }
  // Shows nothing of anybody, and is of use before the server has believed them.
  for (const auto& r : records)
    if (r.key == prefix + "h") restore_known(parsed(r.value));
  if (unproven_) {
    held_ = std::move(records);
    records.clear();
  }
  a_.outbox.remember(true);
  const bool usable = restore_records(records);
  auto state = [&]() -> std::optional<xmpp::ResumeState> {
    const auto text = keep_.journal.get(key("sm"));
    auto found = text
                     ? xmpp::parse_resume_state(*text)
                     : Result<xmpp::ResumeState, xmpp::ResumeError>(err(xmpp::ResumeError::Broken));
    if (text && !found.ok())
      trouble(found.error() == xmpp::ResumeError::Newer ? "storage-newer" : "storage-broken");
    if (!found.ok() || !keep_.keepalive || !mine_) return std::nullopt;
    return std::move(*found);
  }();
  if (!restore_live(usable && state && !a_.anonymous)) state.reset();
  restore_outbox(state ? &*state : nullptr);
  reading_ = false;
  restored_ = state.has_value();
  kept_in_ = state ? state->in : 0;
  journal_ok_ = state && keep_.journal.set(key("live"), live_text());
  live_of_ = journal_ok_ ? generation_ : -1;
  a_.service.session().keep_before_acknowledging(journal_ok_);
  outbox_changed();
  if (const auto shown = Jid::parse(keep_.journal.get(key("shown")).value_or("")))
    a_.store.set_shown(*shown);
  const Next next = std::move(next_);
  next(std::move(state));
  for (Command& command : std::exchange(deferred_, {}))
    std::visit([this](auto& c) { a_.run(c); }, command);
  keep_.journal.remove(key("typed"));
}

// True: by a later version. Nothing of it is written over.
bool Account::Impl::Keeper::written_later(const Records& records) {
  for (const auto& r : records)
    if (r.key == owner_ + "\na" && parsed(r.value)["v"].as_number() > kKeptVersion) {
      judge(Outcome::Newer);
      retry_at_ms_ = INT64_MAX;
      return true;
    }
  return false;
}

// False: what is there is of no use.
bool Account::Impl::Keeper::restore_records(const Records& records) {
  if (written_later(records)) return false;
  const std::string own = owner_ + "\n", conversation = own + "c\n";
  Json cursors;  // of rooms, once they are there
  for (const auto& r : records) {
    Json json = parsed(r.value);
    if (r.value.empty()) continue;
    if (r.key.starts_with(conversation)) {
      if (auto saved = saved_conversation(json)) {
        a_.store.restore(std::move(*saved));
      } else {
        trouble("storage-broken");
      }
    } else if (r.key == own + "a") {
      cursors = of_this_version(std::move(json));
    } else if (r.key == own + "v") {
      restore_pictures(json);
    } else if (r.key == own + "r") {
      xmpp::RosterEvent roster{true, {}};
      for (const Json& item : json["items"].items())
        if (auto contact = saved_contact(item)) roster.items.push_back(std::move(*contact));
      a_.store.apply(roster);
      xml::Element modules("modules");
      modules.add("roster")
          .set_attr("jid", a_.account.str())
          .set_attr("ver", json["ver"].as_string());
      a_.service.restore(modules);
    }
  }
  restore_cursors(cursors);
  return true;
}

void Account::Impl::Keeper::restore_known(const Json& json) {
  if (const auto modules = xml::parse(json["modules"].as_string())) a_.service.restore(*modules);
}

void Account::Impl::Keeper::restore_cursors(const Json& json) {
  if (const std::string own = json["own"].as_string(); !own.empty()) {
    a_.own.known = true;
    a_.own.safe = a_.own.certain = own;  // the page before may have been told of gaps after it
    if (const std::string late = json["late"]["from"].as_string(); !late.empty())
      a_.expect_late(late, true,
                     static_cast<int64_t>(std::clamp(json["late"]["age"].as_number(), 0.0, 1e9)));
  }
  for (const auto& [name, safe] : json["rooms"].members()) {
    const auto jid = Jid::parse(name);
    const Conversation* c = jid ? a_.store.find(*jid) : nullptr;
    if (!c || c->kind != ConversationKind::Room || safe.as_string().empty()) continue;
    RoomRecord& r = a_.rooms[*jid];
    r.join.room = *jid;
    r.cursor.known = true;
    r.cursor.safe = r.cursor.certain = safe.as_string();
  }
}

// False: what would be needed to go on with the session is not there.
bool Account::Impl::Keeper::restore_live(bool resuming) {
  const Json live = parsed(keep_.journal.get(key("live")));
  const double version = live["v"].as_number();
  if (version < 1 || version > kKeptVersion) return false;
  const auto modules = xml::parse(live["modules"].as_string(),
                                  {.bytes = 8u << 20, .attributes = 64, .elements = 200000});
  resuming = resuming && modules.ok();
  a_.guest_nick = live["nick"].as_string();
  for (const Json& room : live["rooms"].items()) restore_room(room, resuming);
  if (!resuming) return false;
  a_.own_caught_up = live["own"].as_bool() && a_.own.known;  // else history is to be fetched
  a_.own.behind = a_.own.known && !a_.own_caught_up;
  if (a_.own.behind) a_.store.catch_up({});
  for (const Json& p : live["presences"].items()) {
    const auto jid = Jid::parse(p["j"].as_string());
    const int show = std::clamp(bits(p["w"]), 0, 5);
    if (!jid) continue;
    const xmpp::PresenceEvent there{*jid, static_cast<xmpp::Show>(show), p["s"].as_string(),
                                    bits(p["p"])};
    xml::Element stanza = xmpp::make_presence(there.show, there.status, there.priority, {});
    stanza.set_attr("from", jid->str());
    a_.service.session().recall(false, std::move(stanza));
    a_.store.apply(there);
  }
  xml::Element state = std::move(*modules);
  state.remove_children("roster", state.ns());  // goes with its items
  a_.service.restore(state);
  // Entering is over for those rooms that had told everything.
  for (const Json& room : live["rooms"].items()) {
    const auto jid = Jid::parse(room["j"].as_string());
    RoomRecord* r = jid ? a_.room(*jid) : nullptr;
    if (!r || !r->entered) continue;
    a_.service.join_room(xmpp::RoomJoin(r->join));  // it is; this says how to do so again
    const Conversation* c = a_.store.find(r->join.room);
    const int flags = bits(room["f"]);
    r->settled = (flags & kSettled) != 0;
    r->caught_up = (flags & kCaughtUp) != 0 && c && !c->messages.empty();
    r->history_asked = r->caught_up;
    if (flags & kArchiveKnown) r->archived = (flags & kArchived) != 0;
    if (r->settled && c) a_.store.apply(xmpp::RoomSubjectEvent{r->join.room, c->subject, {}, 0});
  }
  for (auto& [jid, r] : a_.rooms) {
    r.cursor.behind = r.cursor.known && !r.caught_up;
    if (r.cursor.behind) a_.store.catch_up(jid);
  }
  return true;
}

void Account::Impl::Keeper::restore_room(const Json& json, bool resuming) {
  const auto jid = Jid::parse(json["j"].as_string());
  const std::string nick = json["n"].as_string();
  if (!jid || nick.empty()) return;
  const int flags = bits(json["f"]);
  RoomRecord& r = a_.rooms[*jid];
  r.join = {*jid, nick, {}, a_.options.initial_history};
  for (const xmpp::RoomJoin& join : a_.options.auto_join_rooms)
    if (join.room == *jid) r.join.password = join.password;
  r.base_nick = json["b"].as_string(nick);
  r.wanted = true;
  r.auto_nick = (flags & kAutoNick) != 0;
  r.by_user = (flags & kByUser) != 0;
  r.bookmarked = (flags & kBookmarked) != 0;
  r.handed = resuming && (flags & kHanded) != 0;
  a_.store.open(*jid, ConversationKind::Room);
  if (const auto draft = a_.storage.get(a_.draft_key(*jid))) a_.store.set_draft(*jid, *draft);
  a_.store.set_room(*jid, RoomState::Joining, nick);
}

// The server has believed that it is them.
void Account::Impl::Keeper::proven() {
  if (!std::exchange(unproven_, false)) return;
  restore_records(std::exchange(held_, {}));
}

}  // namespace confab::chat
