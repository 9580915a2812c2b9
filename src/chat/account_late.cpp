// SPDX-License-Identifier: MIT
// Account: what a server files in the own archive only after the session that comes next has read
// it.
#include <algorithm>

#include "chat/account_impl.h"
#include "chat/keeper.h"

namespace confab::chat {
namespace {

constexpr int64_t kLateMs = 21000;  // after the stream was lost; twice that after each look
constexpr int kLateLooks = 5, kFewLooks = 3;
constexpr int kLatePages = 40;  // of one look
constexpr int64_t kOverMs = kLateMs << kLateLooks;
constexpr int64_t kKeptAnswerMs = 11000;  // as long another tab may answer instead
constexpr int64_t kHungMs = 10000;        // so long without a stream: its session may have hung

}  // namespace

// What is sent to us while our stream is lost goes by way of the session that had it. ejabberd's
// may hang over a dead socket for 20 seconds, or for 15 with each stanza that it has yet to say: it
// files what came only then, at the place in the archive where it came, behind which the session
// after it has read already. Who has lost no stream (`lost`) has perhaps taken the place of a page
// before, and what was on its way to that one goes astray and is filed a moment later.
void Account::Impl::expect_late(const std::string& from, bool lost, int64_t age_ms) {
  const int64_t now = clock.monotonic_ms();
  const bool forgotten = service.session().forgotten();
  lost = lost || lost_ms >= 0 || forgotten;
  // A login that wanted to resume and was told nothing of the session has only now made it end.
  const bool since_lost = lost_ms >= 0 && !forgotten;
  const int64_t filed_ms = (since_lost ? lost_ms : now) + kLateMs;
  if (age_ms > kOverMs || filed_ms <= now || (!lost && late_from)) return;
  if (!late_from || late_age_ms() > kOverMs) {
    late_from = from;
    late_since_ms.reset();
  }
  if (!late_since_ms) late_since_ms = now - age_ms;
  late_ms = filed_ms;
  late_looks = 0;
  late_most = lost ? kLateLooks : kFewLooks;
}

// A session that hung over a dead socket may be resumed once it wakes, and not deliver what came
// meanwhile, though it is in the archive.
void Account::Impl::doubt_resumption() {
  const int64_t now = clock.monotonic_ms();
  if (late_from || !own.known || now - resumed_ms < kHungMs) return;
  late_from = own.from();
  late_since_ms = late_ms = now;
  late_looks = 0;
  late_most = kFewLooks;
}

int64_t Account::Impl::late_age_ms() const {
  return late_since_ms ? clock.monotonic_ms() - *late_since_ms : 0;
}

bool Account::Impl::asked_late(const xmpp::ArchivePageEvent& e) const {
  const auto it = queries.find({e.archive, e.with});
  return it != queries.end() && !it->second.empty() && it->second.front().purpose == Purpose::Late;
}

bool Account::Impl::goes_on(const PendingQuery& q, const xmpp::ArchivePageEvent& e) const {
  return !e.error && !e.complete && !e.last_id.empty() && q.pages + 1 < kLatePages;
}

// Merged as one: a page of which nothing is held may be older than all that is, or news.
void Account::Impl::late_page(const xmpp::ArchivePageEvent& e) {
  const PendingQuery& q = queries.at({e.archive, e.with}).front();
  if (q.pages == 0) {
    late_pages = e;
  } else {
    late_pages.messages.insert(late_pages.messages.end(), e.messages.begin(), e.messages.end());
    late_pages.last_id = e.last_id;
    late_pages.complete = e.complete;
  }
  if (goes_on(q, e)) return;
  if (e.complete && !e.error) store.apply_late(late_pages);
  late_pages = {};
}

void Account::Impl::look_later() {
  if (!late_from) return;
  const int turn = ++late_turn;
  after(std::max(kKeptAnswerMs, late_ms - clock.monotonic_ms()), [this, turn] {
    if (online && late_turn == turn) look_for_late();
  });
}

void Account::Impl::look_for_late() {
  if (!late_from) return;
  const auto asked = queries.find({Jid(), Jid()});
  const auto late = [](const PendingQuery& q) { return q.purpose == Purpose::Late; };
  if (asked != queries.end() && std::any_of(asked->second.begin(), asked->second.end(), late))
    return look_later();  // one at a time: its pages are put together
  PendingQuery q{{}, Purpose::Late, {}, 0};
  q.query.max = options.archive_page;
  q.query.backwards = false;
  q.query.after = *late_from;
  ask(std::move(q));
  late_ms = clock.monotonic_ms() + (kLateMs << ++late_looks);
  if (late_looks >= late_most) {
    late_from.reset();
    late_since_ms.reset();
  }
  if (keeper) keeper->changed();
  look_later();
}

}  // namespace confab::chat
