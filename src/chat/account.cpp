// SPDX-License-Identifier: MIT
// Account: wiring, the session's life, and who sees an event before and after the store.
#include "chat/account.h"

#include "base/names.h"
#include "chat/account_impl.h"
#include "chat/keeper.h"

namespace confab::chat {

using xmpp::SessionEvent;

constexpr int64_t kSteadyMs = 10000;  // of a resumed stream

Account::Impl::Impl(xmpp::Service& s, Store& st, platform::Clock& c, platform::Timers& t,
                    platform::Storage& keep, AccountOptions o)
    : service(s),
      store(st),
      clock(c),
      timers(t),
      storage(keep),
      options(std::move(o)),
      states(t, [this](const Jid& jid, xmpp::ChatState state) {
        const Conversation* conversation = store.find(jid);
        const bool groupchat = conversation && conversation->kind == ConversationKind::Room;
        if (online && may_tell(jid)) service.send_chat_state(jid, groupchat, state);
      }) {
  listeners.push_back(
      service.on_event.connect([this](const xmpp::Event& event) { on_event(event); }));
  listeners.push_back(service.session().on_state.connect([this](xmpp::SessionState state) {
    store.set_connection(state, service.session().last_failure());
  }));
  listeners.push_back(
      service.session().on_session.connect([this](SessionEvent event) { on_session(event); }));
  listeners.push_back(store.on_change.connect([this](const Change& change) {
    if (change.kind != Change::Kind::Unread) return;
    const Conversation* conversation = store.find(change.jid);
    if (!conversation || conversation->unread != 0) return;
    displayed(change.jid);
    tell_read(change.jid);
  }));
  listeners.push_back(
      service.session().on_tab_note.connect([this](const xmpp::TabNote& n) { hear(n); }));
}

Account::Impl::~Impl() {
  save_drafts();
  keeper.reset();
}

void Account::Impl::after(int64_t ms, Function<void()> fn) {
  timers.after(ms, [fn = std::move(fn), owner = std::weak_ptr<char>(alive)] {
    if (!owner.expired()) fn();
  });
}

uint32_t Account::Impl::random() {
  uint32_t value = 0;
  service.context().crypto().random_bytes(reinterpret_cast<uint8_t*>(&value), sizeof value);
  return value;
}

std::string Account::Impl::default_nick() {
  if (names::visible(options.nickname)) return options.nickname;
  if (!anonymous && !account.local().empty()) return account.local();
  if (guest_nick.empty())
    guest_nick = options.guest_prefix + std::to_string(1000 + random() % 9000);
  return guest_nick;
}

void Account::Impl::on_session(SessionEvent event) {
  if (keeper && event != SessionEvent::Resumed) keeper->on_session(event);
  switch (event) {
    case SessionEvent::Bound:
      on_bound();
      if (keeper) keeper->began();
      break;
    case SessionEvent::Resumed:  // the stream went on: nothing was lost, nothing is asked again
      online = true;
      outbox.passed_on(INT64_MAX);
      doubt_resumption();
      unsteady();
      steady_later();
      if (keeper) keeper->on_session(event);
      enter_wanted();
      if (keeper && keeper->adopt()) look_again();
      ask_again();
      flush();
      break;
    case SessionEvent::Lost:
      online = false;
      unsteady();
      lost_ms = resumed_ms;
      states.reset();
      break;
    case SessionEvent::Closed:
      online = false;
      states.reset();
      outbox.session_lost();
      // The service would enter them by itself; whether the next login is the same person, and so
      // wants them, is known here.
      leaving_all = true;
      for (auto& [jid, r] : rooms) {
        if (r.handed) service.leave_room(jid, "");
        r.handed = r.entered = false;
      }
      leaving_all = false;
      break;
  }
}

// A server may lose some of what it was to deliver while streams come and go, and tell only later
// that the session is gone (see session_online.cpp): the archive is asked from before that. Once a
// resumed stream has been there for a while, it has delivered what it had.
void Account::Impl::unsteady() {
  resumed_ms = clock.monotonic_ms();
  each_cursor([](Cursor& c) {
    if (c.certain.empty()) c.certain = c.safe;
  });
}

void Account::Impl::steady_later() {
  const int64_t now = resumed_ms = clock.monotonic_ms();
  after(kSteadyMs, [this, now] {
    if (!online || resumed_ms != now) return;
    each_cursor([](Cursor& c) { c.certain.clear(); });
    if (keeper) keeper->changed();
  });
  look_later();
}

void Account::Impl::each_cursor(const Function<void(Cursor&)>& fn) {
  fn(own);
  for (auto& [jid, r] : rooms) fn(r.cursor);
}

void Account::Impl::on_bound() {
  online = true;
  ++sessions;
  each_cursor([](Cursor& c) {
    c.safe = c.from();
    c.certain.clear();  // from there on all is fetched now
  });
  if (own.known) expect_late(own.safe);
  steady_later();
  queries.clear();
  if (keeper) keeper->adopt();
  lose_session(service.session().forgotten());
  look_back();
  store.set_self(service.context().jid().bare());
  store.begin_session();
  for (auto& [jid, r] : rooms) {
    r.entered = r.settled = r.caught_up = r.doubt = false;
    r.cursor.behind = r.cursor.known;
  }
  own_caught_up = false;
  catch_up_account();
  enter_wanted();
  for (const Jid& jid : options.auto_join_chats)
    if (!store.find(jid)) store.open(jid, ConversationKind::Direct);
  for (const Conversation* c : std::vector<const Conversation*>(store.conversations()))
    if (c->kind == ConversationKind::Direct && initial_asked.erase(c->jid)) load_initial(c->jid);
  flush();
}

void Account::Impl::on_event(const xmpp::Event& event) {
  if (!wants(event)) return;
  const auto* page = std::get_if<xmpp::ArchivePageEvent>(&event);
  if (page && asked_late(*page)) {
    late_page(*page);
  } else {
    store.apply(event);
  }
  note(event);
  if (keeper) keeper->saw(event);
}

bool Account::Impl::wants(const xmpp::Event& event) {
  if (const auto* e = std::get_if<xmpp::MessageErrorEvent>(&event)) return !bounce(*e);
  if (const auto* e = std::get_if<xmpp::RoomFailedEvent>(&event)) return room_failed(*e);
  if (const auto* e = std::get_if<xmpp::RoomLeftEvent>(&event))
    return !leaving_all || !room(e->room);
  if (const auto* e = std::get_if<xmpp::SubscriptionEvent>(&event)) return subscription(*e);
  if (const auto* e = std::get_if<xmpp::InviteEvent>(&event)) return invited(*e);
  if (const auto* e = std::get_if<xmpp::RosterSuggestionEvent>(&event)) return suggested(*e);
  if (const auto* e = std::get_if<xmpp::AvatarEvent>(&event)) return shows(e->who);
  if (const auto* e = std::get_if<xmpp::BookmarksEvent>(&event)) {
    bookmarks(*e);
    return true;
  }
  return true;
}

void Account::Impl::note(const xmpp::Event& event) {
  if (const auto* e = std::get_if<xmpp::MessageEvent>(&event)) return note(*e);
  if (const auto* e = std::get_if<xmpp::MessageSentEvent>(&event)) {
    Outgoing* o = outbox.find(e->id);
    if (o && o->kind == ConversationKind::Room) {
      o->acked = true;
      if (keeper) keeper->outbox_changed();
    } else {
      confirmed(e->id);
    }
  } else if (const auto* error = std::get_if<xmpp::MessageErrorEvent>(&event)) {
    const Outgoing* o = outbox.find(error->id);
    if (o && (o->jid == error->from || o->jid == error->from.bare()))
      outbox.finish(error->id, error->error.condition);
  } else if (const auto* state = std::get_if<xmpp::ChatStateEvent>(&event)) {
    if (!state->groupchat) tells_states.insert(state->from.bare());
  } else if (const auto* entered = std::get_if<xmpp::RoomEnteredEvent>(&event)) {
    room_entered(*entered);
  } else if (const auto* left = std::get_if<xmpp::RoomLeftEvent>(&event)) {
    room_left(*left);
  } else if (const auto* subject = std::get_if<xmpp::RoomSubjectEvent>(&event)) {
    room_settled(subject->room);
  } else if (const auto* info = std::get_if<xmpp::RoomInfoEvent>(&event)) {
    if (RoomRecord* r = room(info->room)) {
      r->archived = info->archived;
      if (r->settled) history_of_room(*r);
    }
  } else if (const auto* occupant = std::get_if<xmpp::OccupantEvent>(&event)) {
    RoomRecord* r = room(occupant->room);
    if (r) r->heard_ms = clock.monotonic_ms();
    if (r && occupant->self && occupant->kind == xmpp::OccupantEvent::Kind::Rename)
      r->join.nick = r->base_nick = occupant->new_nick;
  } else if (const auto* p = std::get_if<xmpp::ArchivePageEvent>(&event)) {
    page(*p);
  }
}

void Account::Impl::note(const xmpp::MessageEvent& e) {
  const Jid conversation = e.groupchat     ? e.from.bare()
                           : e.muc_private ? (e.outgoing ? e.to : e.from)
                                           : (e.outgoing ? e.to : e.from).bare();
  if (outbox.size() > 0) settle(e.id, e.origin_id, conversation);
  read_again(conversation, e);
  if (e.groupchat) {
    RoomRecord* r = room(conversation);
    if (!r) return;
    r->heard_ms = clock.monotonic_ms();
    r->cursor.saw(e.stanza_id);
    // Only after the room has told its history does it pass on what is being said.
    if (r->entered && !r->settled && e.via == xmpp::MessageVia::Live && !e.delayed)
      room_settled(conversation);
    return;
  }
  own.saw(e.stanza_id);
  if (e.outgoing) written_to.insert(conversation);
  if (!e.outgoing && e.state != xmpp::ChatState::None) tells_states.insert(conversation);
  receipts(e);
}

void Account::Impl::reset() {
  store.clear();
  outbox.passed_on(INT64_MAX);
  while (outbox.size() > 0) outbox.finish(std::string(outbox.items().front().id), "cancelled");
  leaving_all = true;
  for (auto& [jid, r] : rooms)
    if (r.handed) service.leave_room(jid, "");
  leaving_all = false;
  rooms.clear();
  queries.clear();
  paging.clear();
  initial_asked.clear();
  drafts_unsaved.clear();
  written_to.clear();
  tells_states.clear();
  markable.clear();
  read_elsewhere.clear();
  roster_work.clear();  // of somebody else's roster
  suggesters.clear();
  states.reset();
  own = {};
  own_caught_up = false;
  late_from.reset();
  late_since_ms.reset();
  lost_ms = -1;
  guest_nick.clear();
}

Account::Account(xmpp::Service& service, Store& store, platform::Clock& clock,
                 platform::Timers& timers, platform::Storage& storage, AccountOptions options)
    : impl_(std::make_unique<Impl>(service, store, clock, timers, storage, std::move(options))) {}
Account::~Account() = default;

void Account::keep(Keep keep) {
  impl_->on_trouble = [this](const char* code) {
    if (on_trouble) on_trouble(code);
  };
  impl_->keeper = std::make_unique<Impl::Keeper>(*impl_, keep);
}

void Account::dispatch(Command command) {
  if (impl_->keeper && impl_->keeper->defer(command)) return;
  std::visit([this](auto& c) { impl_->run(c); }, command);
}
const AccountOptions& Account::options() const { return impl_->options; }
std::string Account::default_nick() const { return impl_->default_nick(); }
size_t Account::outbox_size() const { return impl_->outbox.size(); }

}  // namespace confab::chat
