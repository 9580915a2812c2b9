// SPDX-License-Identifier: MIT
// Keeper, writing. The server is told of its stanzas only once what they changed is written, so a
// page that dies is given the others again; what we send is written before it is sent.
#include "chat/keeper.h"

#include <algorithm>

#include "base/strings.h"

namespace confab::chat {
namespace {

constexpr int64_t kDelayMs = 300;             // between two writes, at least
constexpr size_t kBytesPerMs = 1000;          // more to write is written less often
constexpr int64_t kDatabaseRetryMs = 30000;   // with a database that did not take it
constexpr int64_t kCatchUpPatienceMs = 5000;  // holes are not written while they are being filled

}  // namespace

Account::Impl::Keeper::Keeper(Impl& account, Keep keep) : a_(account), keep_(keep) {
  auto& session = a_.service.session();
  listeners_.push_back(
      session.on_sending.connect([this](const xml::Element& e) { on_sending(e); }));
  listeners_.push_back(session.on_stanza.connect([this](const xml::Element&) { changed(); }));
  listeners_.push_back(a_.store.on_change.connect([this](const Change& change) {
    if (change.kind == Change::Kind::Roster) roster_stale_ = true;
    if (change.kind == Change::Kind::Avatar) avatars_stale_ = true;
    if (change.kind != Change::Kind::Connection && change.kind != Change::Kind::Typing) changed();
  }));
  a_.outbox.on_change = [this] { outbox_changed(); };
}

Account::Impl::Keeper::~Keeper() { a_.outbox.on_change = nullptr; }

void Account::Impl::Keeper::trouble(const char* code) {
  if (!std::exchange(told_, true) && a_.on_trouble) a_.on_trouble(code);
}

void Account::Impl::Keeper::judge(Outcome outcome) {
  if (outcome == Outcome::Full) trouble("storage-full");
  if (outcome == Outcome::Newer) trouble("storage-newer");
  if (outcome == Outcome::Broken) trouble("storage-broken");
  if (outcome != Outcome::Done) {  // what was not written has to be written yet
    conversations_.clear();
    others_.clear();
    roster_stale_ = avatars_stale_ = true;
  }
  database_ok_ = outcome == Outcome::Done;
  if (!database_ok_) retry_at_ms_ = a_.clock.monotonic_ms() + kDatabaseRetryMs;
}

bool Account::Impl::Keeper::leads() const { return !a_.service.session().follows(); }

// How many have led before.
uint32_t Account::Impl::Keeper::lead_turn(const std::optional<std::string>& token) {
  uint32_t turn = 0;
  const size_t colon = token ? token->find(':') : std::string::npos;
  if (colon != std::string::npos) whole_number(std::string_view(*token).substr(0, colon), turn);
  return turn;
}

void Account::Impl::Keeper::take() {
  const uint32_t turn = lead_turn(a_.storage.get(key("lead"))) + 1;
  const std::string token = std::to_string(turn) + ':' + std::to_string(a_.random());
  keep_.journal.set(key("lead"), token);
  a_.storage.set(key("lead"), token);
  mine_ = true;
}

void Account::Impl::Keeper::on_session(xmpp::SessionEvent event) {
  if (owner_.empty()) return;
  if (event == xmpp::SessionEvent::Bound || event == xmpp::SessionEvent::Resumed)
    look_for_orphans();
  if (event == xmpp::SessionEvent::Bound) {
    ++generation_;
    kept_in_ = 0;
    live_stale_ = true;
    restored_ = mine_ = false;
    bound_ms_ = a_.clock.monotonic_ms();
    // Of the session before, and not true of this one.
    for (const char* name : {"sm", "live"}) keep_.journal.remove(key(name));
    keep_.journal.set(key("here"), "1");
    proven();
  } else if (event == xmpp::SessionEvent::Closed) {
    ++generation_;
    keep_.journal.remove(key("sm"));
  } else if (event == xmpp::SessionEvent::Resumed) {
    if (std::exchange(restored_, false)) go_on();
    changed();
  }
}

// What the page before was in the middle of asking for will not come.
void Account::Impl::Keeper::go_on() {
  if (!a_.own_caught_up) a_.catch_up_account();
  for (auto& [jid, r] : a_.rooms) {
    if (!r.entered || r.caught_up) continue;
    if (r.settled) {
      a_.history_of_room(r);
    } else {
      a_.settle_when_quiet(jid, ++r.entry);
    }
  }
}

// What we are about to say must not be found beside what was true of the session before.
void Account::Impl::Keeper::began() {
  if (owner_.empty() || reading_) return;
  if (!leads()) {
    journal_ok_ = false;
    return a_.service.session().keep_before_acknowledging(false);
  }
  take();
  live_ = std::make_shared<const std::string>(live_text());
  live_stale_ = false;
  live_unwritten_ = true;
  written(0, live_);
  changed();
}

void Account::Impl::Keeper::saw(const xmpp::Event& event) {
  using namespace xmpp;
  if (const auto* picture = std::get_if<PictureEvent>(&event)) return keep_picture(*picture);
  if (!std::holds_alternative<AvatarEvent>(event) && !std::holds_alternative<MessageEvent>(event) &&
      !std::holds_alternative<MessageSentEvent>(event) &&
      !std::holds_alternative<ReceiptEvent>(event) &&
      !std::holds_alternative<ChatStateEvent>(event))
    live_stale_ = true;
}

void Account::Impl::Keeper::changed() {
  if (!owner_.empty() && !reading_ && leads()) schedule();
}

// The visitor has agreed, or another page no longer writes. The journal has none of what was said
// to it once.
void Account::Impl::Keeper::may_keep() {
  if (owner_.empty() || reading_) return;
  if (retry_at_ms_ != INT64_MAX) retry_at_ms_ = 0;
  if (a_.online && !unproven_) keep_.journal.set(key("here"), "1");
  if (a_.online && leads() && !keep_.journal.get(key("lead"))) take();
  show(a_.store.shown());
  outbox_changed();
  changed();
}

void Account::Impl::Keeper::schedule() {
  if (std::exchange(scheduled_, true)) return;
  const auto extra = static_cast<int64_t>(last_size_ / kBytesPerMs);
  a_.after(kDelayMs + extra, [this] {
    scheduled_ = false;
    if (owner_.empty() || reading_ || !leads()) return;
    const bool catching_up =
        a_.own.behind || std::any_of(a_.rooms.begin(), a_.rooms.end(), [](const auto& r) {
          return r.second.entered && r.second.cursor.behind;
        });
    const bool patient = a_.clock.monotonic_ms() - bound_ms_ < kCatchUpPatienceMs;
    if (writing_ || (a_.online && catching_up && patient)) return schedule();
    save(false);
  });
}

// Before the stanza is on the wire: what we say is in the session to be resumed. Its count of what
// came in stays that of the last complete writing.
void Account::Impl::Keeper::on_sending(const xml::Element& stanza) {
  if (owner_.empty() || reading_) return;
  if (stanza.name() == "resume") {
    mine_ = mine_ && has_lead();
    if (mine_) return flush();
    return take();  // we have taken the session over from another tab
  }
  const bool tells = stanza.name() == "message" && stanza.child("body");
  if (!tells && !(stanza.name() == "presence" && stanza.has_attr("to"))) return;
  if (journal_ok_ && live_of_ == generation_) write_session(kept_in_);
  if (tells) outbox_changed();
}

void Account::Impl::Keeper::outbox_changed() {
  if (owner_.empty() || reading_) return;
  if (a_.outbox.size() == 0 && a_.outbox.finished().empty() && a_.outbox.lately().empty()) {
    keep_.journal.remove(key("outbox"));
  } else {
    keep_.journal.set(key("outbox"), outbox_json().dump());
  }
}

void Account::Impl::Keeper::show(const Jid& jid) {
  if (owner_.empty() || reading_) return;
  if (jid.empty()) {
    keep_.journal.remove(key("shown"));
  } else {
    keep_.journal.set(key("shown"), jid.str());
  }
}

bool Account::Impl::Keeper::write_session(uint32_t in) {
  auto state = a_.service.session().resume_state();
  if (!state) {
    keep_.journal.remove(key("sm"));
    return true;
  }
  state->in = in;
  return keep_.journal.set(key("sm"), xmpp::to_text(*state));
}

void Account::Impl::Keeper::written(uint32_t in, const std::shared_ptr<const std::string>& live) {
  kept_in_ = in;
  bool ok = true;
  if (live_unwritten_ || !journal_ok_ || live_of_ != generation_)
    ok = live && keep_.journal.set(key("live"), *live);
  if (ok) live_of_ = generation_;
  if (ok && live == live_) live_unwritten_ = false;
  ok = ok && write_session(in);
  auto& session = a_.service.session();
  if (ok != journal_ok_) {
    journal_ok_ = ok;
    session.keep_before_acknowledging(ok);
    if (ok) outbox_changed();
  }
  if (ok) session.kept(in);
}

void Account::Impl::Keeper::save(bool now) {
  const auto state = a_.service.session().resume_state();
  const uint32_t in = state ? state->in : 0;
  if (std::exchange(live_stale_, false) || !live_) {
    live_ = std::make_shared<const std::string>(live_text());
    live_unwritten_ = true;
  }
  Records batch = collect();
  const uint64_t finished = a_.outbox.last_finished();
  if (now) {
    // Whether the database gets to it is not known: the journal has it as well.
    in_flight_.insert(in_flight_.end(), batch.begin(), batch.end());
    bool ok = true;
    if (!in_flight_.empty()) {
      Json pending = Json::array();
      for (const auto& r : in_flight_)
        pending.push(Json::object().set("k", r.key).set("v", r.value));
      ok = keep_.journal.set(key("pending"), pending.dump());
    }
    if (ok) {
      written(in, live_);
      a_.outbox.forget(finished);
    }
    if (batch.empty()) return;
  } else if (batch.empty()) {
    written(in, live_);
    if (writing_ == 0) a_.outbox.forget(finished);
    return;
  } else {
    in_flight_ = batch;
  }
  if (std::exchange(fresh_, false)) clear_records();
  ++writing_;
  keep_.database.write(std::move(batch),
                       [this, in, now, finished, live = live_, generation = generation_,
                        alive = std::weak_ptr<char>(a_.alive)](Outcome outcome) {
                         if (alive.expired() || owner_.empty()) return;
                         --writing_;
                         judge(outcome);
                         if (writing_ == 0) {
                           in_flight_.clear();
                           keep_.journal.remove(key("pending"));
                         }
                         // A database that fails takes nothing from the session: what was said is
                         // also in archives.
                         const bool newer = static_cast<int32_t>(in - kept_in_) >= 0;
                         if (!now && generation == generation_ && newer && leads())
                           written(in, live);
                         // It may write, and the tab's own storage takes nothing.
                         if (database_ok_ && leads() && !now && !journal_ok_)
                           trouble("storage-full");
                         a_.outbox.forget(finished);
                       });
}

void Account::Impl::Keeper::flush() {
  if (owner_.empty() || reading_) return;
  a_.save_drafts();
  if (leads()) save(true);
}

bool Account::Impl::Keeper::may_leave_open() const {
  return keep_.keepalive && !owner_.empty() && journal_ok_ && !a_.anonymous &&
         a_.service.session().resume_state().has_value();
}

void Account::Impl::Keeper::leave() {
  a_.outbox.remember(false);
  a_.service.session().keep_before_acknowledging(false);
  owner_.clear();
  ++attempt_;
  ++generation_;
  journal_ok_ = reading_ = false;
  unproven_ = false;
  held_.clear();
  deferred_.clear();
}

void Account::Impl::Keeper::end() {
  if (owner_.empty()) return;
  for (const char* name :
       {"sm", "live", "outbox", "pending", "here", "lead", "box", "shown", "typed"})
    keep_.journal.remove(key(name));
  for (const char* name : {"lead", "left"}) a_.storage.remove(key(name));
  if (keep_.clear_on_logout) forget();
  leave();
}

void Account::Impl::Keeper::forget() {
  if (!owner_.empty()) clear_records();
}

}  // namespace confab::chat
