// SPDX-License-Identifier: MIT
// Account: suggestions about the roster (XEP-0144): whom we believe without asking, whom we have
// heard enough of, and carrying changes out one after the other.
#include <algorithm>

#include "chat/account_impl.h"
#include "chat/roster_plan.h"

namespace confab::chat {
namespace {

constexpr size_t kSenders = 500, kWork = 2000;
constexpr int kPerMinute = 30;
constexpr int64_t kMinuteMs = 60 * 1000;

}  // namespace

// 8.1: our own account and its server, and whom the site names. Nobody else of that server.
bool Account::Impl::trusted_with_roster(const Jid& from) const {
  if (from.empty() || from == store.self()) return true;
  if (from.local().empty() && from.domain() == store.self().domain()) return true;
  const auto& listed = options.roster_sources;
  return std::find(listed.begin(), listed.end(), from) != listed.end();
}

// 8.2: who suggests without end is not listened to; nor is who has been declined.
bool Account::Impl::heard_enough_of(const Jid& from) {
  const int64_t now = clock.monotonic_ms();
  if (suggesters.size() >= kSenders && suggesters.count(from) == 0) {
    std::erase_if(suggesters, [&](const auto& s) {
      return !s.second.declined && now - s.second.since_ms >= kMinuteMs;
    });
    if (suggesters.size() >= kSenders) return true;
  }
  Suggester& s = suggesters[from];
  if (s.count == 0 || now - s.since_ms >= kMinuteMs) s.since_ms = now, s.count = 0;
  return ++s.count > kPerMinute || s.declined;
}

bool Account::Impl::suggested(const xmpp::RosterSuggestionEvent& e) {
  const Jid from = e.from.bare();
  const Conversation* c = store.find(from);
  if (c && c->kind == ConversationKind::Room) return false;  // whoever is in it at the moment
  const bool trusted = trusted_with_roster(from);
  if ((!trusted && !options.allow_contact_requests) || heard_enough_of(from)) return false;
  if (!trusted) return true;  // the store keeps it until somebody answers
  // The tab with the stream acts for all.
  if (service.session().follows()) return false;
  if (change_roster(e.action, e.items, {})) store.suggestion_followed(e);
  return false;
}

bool Account::Impl::change_roster(xmpp::RosterAction action,
                                  const std::vector<xmpp::RosterItem>& items, Reply done) {
  if (roster_work.size() + items.size() > kWork) {
    if (done) done("resource-constraint");
    return false;
  }
  bool any = false;
  for (const xmpp::RosterItem& item : items) {
    if (item.jid.bare() == store.self()) continue;
    if (!plan_change(action, item, store.roster_item(item.jid.bare()))) continue;
    roster_work.push_back({action, item, {}});
    any = true;
  }
  if (any) {
    roster_work.back().done = std::move(done);
    if (!roster_working) work_on_roster();
  } else if (done) {
    done("");
  }
  return any;
}

// Planned again when its turn comes: a push may have changed the item meanwhile.
void Account::Impl::work_on_roster() {
  roster_working = !roster_work.empty();
  if (roster_work.empty()) return;
  const RosterWork work = std::move(roster_work.front());
  roster_work.pop_front();
  const auto change = plan_change(work.action, work.item, store.roster_item(work.item.jid.bare()));
  const auto finish = [this, work, owner = std::weak_ptr<char>(alive)](const std::string& error) {
    if (work.done) work.done(error);
    if (!owner.expired()) work_on_roster();
  };
  if (!change) return finish("");
  const Jid jid = change->item.jid;
  const bool add = change->kind == RosterChange::Kind::Add;
  const xmpp::Done answered = [this, jid, add, finish, owner = std::weak_ptr<char>(alive)](
                                  const std::optional<xmpp::StanzaError>& error) {
    if (owner.expired()) return;
    if (!error && add) service.subscription(jid, "subscribe");  // 3.1: SHOULD
    finish(error ? error->condition : "");
  };
  if (change->kind == RosterChange::Kind::Remove) return service.roster_remove(jid, answered);
  service.roster_set(change->item, answered);
}

void Account::Impl::run(ChangeContacts& c) { change_roster(c.action, c.items, std::move(c.done)); }

}  // namespace confab::chat
