// SPDX-License-Identifier: MIT
// Account: rooms: which we want to be in, under what nick, and getting back in.
#include "base/names.h"
#include "chat/account_impl.h"

namespace confab::chat {
namespace {

using xmpp::LeaveReason;

constexpr int kNickTries = 5, kRetries = 6;
constexpr int64_t kSettleMs = 3000;  // so long silent without a subject: there will be none
constexpr int64_t kRetryMs = 5000;

// What may be otherwise in a moment.
bool temporary(const xmpp::StanzaError& error) {
  return error.condition == "timeout" || error.condition == "remote-server-timeout" ||
         error.condition == "disconnected" || error.condition == "resource-constraint";
}

}  // namespace

xmpp::Done condition_to(const Reply& done) {
  return [done](const std::optional<xmpp::StanzaError>& error) {
    if (done) done(error ? error->condition : "");
  };
}

RoomRecord* Account::Impl::room(const Jid& jid) {
  const auto it = rooms.find(jid);
  return it == rooms.end() ? nullptr : &it->second;
}

void Account::Impl::answer(RoomRecord& r, const std::string& error) {
  const std::vector<Reply> waiting = std::exchange(r.waiting, {});
  for (const Reply& done : waiting)
    if (done) done(error);
}

void Account::Impl::want_room(const xmpp::RoomJoin& join, bool by_user, Reply done) {
  const Jid jid = join.room.bare();
  if (!join.nick.empty() && !names::visible(join.nick)) return refuse_nick(jid, done);
  RoomRecord& r = rooms[jid];
  const bool inside = r.entered;
  r.join.room = jid;
  r.join.password = join.password;
  r.join.history_max = options.initial_history;
  const std::string nick = !join.nick.empty() ? join.nick : inside ? r.join.nick : default_nick();
  if (done) r.waiting.push_back(std::move(done));
  r.by_user = r.by_user || by_user;
  r.wanted = true;
  if (inside) {
    if (nick != r.join.nick) service.change_nick(jid, nick);
    store.open(jid, ConversationKind::Room);
    answer(r, "");
    return;
  }
  r.join.nick = r.base_nick = nick;
  r.auto_nick = anonymous || (join.nick.empty() && options.nickname.empty());
  r.nick_tries = r.retries = 0;
  Conversation& conversation = store.open(jid, ConversationKind::Room);
  conversation.password = join.password;
  if (conversation.draft.empty())
    if (const auto draft = storage.get(draft_key(jid))) store.set_draft(jid, *draft);
  store.set_room(jid, RoomState::Joining, nick);
  if (online) hand_over(r);
}

// Nobody could tell who it is that speaks.
void Account::Impl::refuse_nick(const Jid& jid, const Reply& done) {
  store.open(jid, ConversationKind::Room);
  xmpp::RoomFailedEvent failed;
  failed.room = jid;
  failed.error.condition = "bad-nick";
  store.apply(failed);
  if (done) done("bad-nick");
}

// Those that were asked for while there was no stream.
void Account::Impl::enter_wanted() {
  std::vector<Jid> to_enter;  // whoever is told of a failure may ask for other rooms
  for (const auto& [jid, r] : rooms)
    if (r.wanted && !r.handed) to_enter.push_back(jid);
  for (const Jid& jid : to_enter)
    if (RoomRecord* r = room(jid)) hand_over(*r);
}

void Account::Impl::hand_over(RoomRecord& r) {
  r.handed = true;
  store.set_room(r.join.room, RoomState::Joining, r.join.nick);
  service.join_room(xmpp::RoomJoin(r.join));
}

// Not entered at the next login: who enters a room that was closed would open it again.
void Account::Impl::forget_bookmark(RoomRecord& r) {
  if (!std::exchange(r.bookmarked, false) || !online) return;
  const Conversation* conversation = store.find(r.join.room);
  service.set_bookmark(
      {r.join.room, conversation ? conversation->name : "", r.join.nick, r.join.password, false},
      {});
}

void Account::Impl::leave(const Jid& jid) {
  RoomRecord* r = room(jid);
  if (!r) return;
  const bool handed = std::exchange(r->handed, false);
  r->wanted = r->entered = r->by_user = false;
  if (handed) service.leave_room(jid, "");
  store.set_room(jid, RoomState::Out, "");
  forget_bookmark(*r);
  answer(*r, "cancelled");
  fail_all(jid, "left");
}

void Account::Impl::run(JoinRoom& c) {
  want_room({c.room, c.nick, c.password, 0}, c.bookmark, std::move(c.done));
}
void Account::Impl::run(LeaveRoom& c) { leave(c.room); }

void Account::Impl::run(ChangeNick& c) {
  RoomRecord* r = room(c.room);
  if (!r || !names::visible(c.nick)) return;
  if (r->entered) {
    service.change_nick(c.room, c.nick);
  } else if (r->wanted) {
    want_room({c.room, c.nick, r->join.password, 0}, r->by_user, {});
  }
}

void Account::Impl::run(Identify& c) {
  options.nickname = c.name;
  std::vector<Jid> known;  // who is told of a failure may ask for other rooms
  for (const auto& [jid, r] : rooms)
    if (r.join.nick != c.name) known.push_back(jid);
  for (const Jid& jid : known) {
    ChangeNick change{jid, c.name};
    run(change);
  }
}

void Account::Impl::run(SetSubject& c) {
  service.set_subject(c.room, c.subject, condition_to(c.done));
}

void Account::Impl::run(Kick& c) {
  service.set_role(c.room, c.nick, xmpp::Role::None, c.reason, condition_to(c.done));
}

void Account::Impl::run(SetAffiliation& c) {
  service.set_affiliation(c.room, c.who, c.affiliation, c.reason, condition_to(c.done));
}

void Account::Impl::run(Invite& c) { service.invite(c.room, c.who, c.reason); }

void Account::Impl::room_entered(const xmpp::RoomEnteredEvent& e) {
  RoomRecord* r = room(e.room);
  if (!r || r->entered) return;
  r->entered = true;
  r->settled = r->history_asked = r->caught_up = r->doubt = false;
  r->nick_tries = r->retries = 0;
  r->join.nick = e.nick;
  r->heard_ms = clock.monotonic_ms();
  settle_when_quiet(e.room, ++r->entry);
  if (r->by_user && !anonymous && !r->bookmarked && service.has("bookmarks")) {
    r->bookmarked = true;
    const Conversation* conversation = store.find(e.room);
    service.set_bookmark(
        {e.room, conversation ? conversation->name : "", e.nick, r->join.password, true}, {});
  }
  answer(*r, "");
  flush();
}

void Account::Impl::settle_when_quiet(const Jid& jid, int entry) {
  after(kSettleMs, [this, jid, entry] {
    const RoomRecord* r = room(jid);
    if (!r || !r->entered || r->settled || r->entry != entry) return;
    if (clock.monotonic_ms() - r->heard_ms < kSettleMs) return settle_when_quiet(jid, entry);
    room_settled(jid);
  });
}

void Account::Impl::room_settled(const Jid& jid) {
  RoomRecord* r = room(jid);
  if (!r || !r->entered || r->settled) return;
  r->settled = true;
  history_of_room(*r);
}

bool Account::Impl::room_failed(const xmpp::RoomFailedEvent& e) {
  RoomRecord* r = room(e.room);
  if (!r || r->entered) return true;  // inside: a change of nick was refused
  if (e.error.condition == "conflict" && r->auto_nick && r->nick_tries < kNickTries && online) {
    const int n = ++r->nick_tries;
    r->join.nick = r->base_nick + "-" +
                   std::to_string(n < 3 ? static_cast<uint32_t>(n + 1) : 10 + random() % 990);
    hand_over(*r);
    return false;
  }
  r->handed = false;
  const bool again = r->wanted && temporary(e.error) && r->retries < kRetries;
  if (again) {
    retry_room(e.room, kRetryMs);
  } else {
    r->wanted = false;
    if (e.error.condition == "gone") forget_bookmark(*r);
    answer(*r, e.error.condition);
    fail_all(e.room, e.error.condition);
  }
  return true;
}

void Account::Impl::room_left(const xmpp::RoomLeftEvent& e) {
  RoomRecord* r = room(e.room);
  if (!r) return;
  r->entered = r->settled = r->caught_up = false;
  r->cursor.behind = r->cursor.known;
  for (Outgoing& o : outbox.items()) {
    if (!(o.jid == e.room)) continue;
    o.tried = o.tried || o.taken;
    o.taken = false;
  }
  look_back();
  if (!r->wanted) return;
  if (e.reason == LeaveReason::Lost) {  // the service enters it again by itself
    store.set_room(e.room, RoomState::Joining, r->join.nick);
    return;
  }
  r->handed = false;
  const bool comes_back = e.reason == LeaveReason::Shutdown || e.reason == LeaveReason::Error;
  if (comes_back && r->retries < kRetries) return retry_room(e.room, kRetryMs);
  r->wanted = false;
  const Conversation* conversation = store.find(e.room);
  const std::string why = conversation ? conversation->room_error : "left";
  if (e.reason == LeaveReason::Destroyed) forget_bookmark(*r);
  answer(*r, why);
  fail_all(e.room, why);
}

void Account::Impl::retry_room(const Jid& jid, int64_t base_ms) {
  const int n = room(jid)->retries++;
  after(base_ms << n, [this, jid] {
    RoomRecord* r = room(jid);
    if (r && r->wanted && !r->handed && online) hand_over(*r);
  });
}

void Account::Impl::bookmarks(const xmpp::BookmarksEvent& e) {
  for (const xmpp::Bookmark& b : e.changed) {
    RoomRecord* r = room(b.room);
    if (b.autojoin && options.respect_autojoin) {
      if (!r || !r->wanted) want_room({b.room, b.nick, b.password, 0}, false, {});
      room(b.room)->bookmarked = true;
    } else if (!b.autojoin && r && r->bookmarked && r->wanted && !e.full) {
      r->bookmarked = false;  // left on another device
      leave(b.room);
    }
  }
  for (const Jid& jid : e.removed) {
    RoomRecord* r = room(jid);
    if (!r || !r->bookmarked || !r->wanted) continue;
    r->bookmarked = false;
    leave(jid);
  }
}

}  // namespace confab::chat
