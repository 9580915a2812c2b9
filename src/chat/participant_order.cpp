// SPDX-License-Identifier: MIT
// ParticipantOrder: a sorted array with a tail of fresh entries.
#include "chat/participant_order.h"

#include <algorithm>

#include "base/sort.h"
#include "chat/fold.h"

namespace confab::chat {

bool ParticipantOrder::Entry::operator<(const Entry& other) const {
  if (rank != other.rank) return rank < other.rank;
  if (const int c = folded.compare(other.folded)) return c < 0;
  return who->occupant.nick < other.who->occupant.nick;
}

ParticipantOrder::Entry ParticipantOrder::entry(const Participant& p) {
  return {-static_cast<int>(p.occupant.role), fold(p.occupant.nick), &p};
}

void ParticipantOrder::add(const Participant& p) {
  fresh_.push_back(entry(p));
  stale_ = true;
}

void ParticipantOrder::remove(const Participant& p) {
  const auto same = [&p](const Entry& e) { return e.who == &p; };
  const Entry key = entry(p);
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), key);
  if (at != entries_.end() && same(*at)) {
    entries_.erase(at);
  } else {
    std::erase_if(fresh_, same);
  }
  stale_ = true;
}

void ParticipantOrder::clear() {
  entries_.clear();
  fresh_.clear();
  stale_ = true;
}

const std::vector<const Participant*>& ParticipantOrder::sorted() {
  if (!stale_) return view_;
  std::vector<Entry*> order;
  for (Entry& e : fresh_) order.push_back(&e);
  sort_pointers(order, [](const Entry* a, const Entry* b) { return *a < *b; });
  std::vector<Entry> all;
  all.reserve(entries_.size() + order.size());
  auto old = entries_.begin();
  for (Entry* e : order) {
    while (old != entries_.end() && *old < *e) all.push_back(std::move(*old++));
    all.push_back(std::move(*e));
  }
  while (old != entries_.end()) all.push_back(std::move(*old++));
  entries_ = std::move(all);
  fresh_.clear();
  view_.clear();
  view_.reserve(entries_.size());
  for (const Entry& e : entries_) view_.push_back(e.who);
  stale_ = false;
  return view_;
}

}  // namespace confab::chat
