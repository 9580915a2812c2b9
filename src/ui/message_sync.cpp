// SPDX-License-Identifier: MIT
// Keeps the row index in step with a conversation that grows at both ends, loses its oldest rows,
// or (seldom) changes in the middle. Growth at the ends costs O(log n) a row.
#include <algorithm>

#include "ui/message_list.h"

namespace confab::ui {

void MessageList::leave() {
  if (jid_.empty()) return;
  Place p;
  p.stick = stick_;
  if (anchor_ < known_.size()) p.key = known_[anchor_].first, p.delta = delta_;
  places_[jid_] = p;
  jid_ = {};
  history_.clear();
}

void MessageList::enter(const chat::Conversation& c) {
  leave();
  jid_ = c.jid;
  index_.clear(), known_.clear(), bodies_.clear();
  dom_scroll_ = 0, scroll_ = 0, base_ = 0;
  asked_ = 0, entered_ = f_.now;
  stick_ = true, anchor_ = 0, delta_ = 0;
  const auto it = places_.find(c.jid);
  if (it != places_.end() && !it->second.stick) {
    const size_t i = f_.host.store.index_of(c, it->second.key);
    if (i < c.messages.size()) stick_ = false, anchor_ = i, delta_ = it->second.delta;
  }
  if (stick_ && c.unread > 0 && c.first_unread != 0) {
    const size_t i = f_.host.store.index_of(c, c.first_unread);
    if (i < c.messages.size()) stick_ = false, anchor_ = i, delta_ = -80;
  }
}

void MessageList::rebuild(RowContext& x) {
  const chat::MessageKey held = anchor_ < known_.size() ? known_[anchor_].first : 0;
  std::vector<int> heights(x.c.messages.size());
  std::map<chat::MessageKey, int> old;
  if (!known_.empty() && width_ == x.width)
    for (size_t i = 0; i < known_.size() && i < index_.size(); ++i)
      old[known_[i].first] = index_.height(i);
  known_.clear();
  for (size_t i = 0; i < heights.size(); ++i) {
    const chat::Message& m = x.c.messages[i];
    const auto it = old.find(m.key);
    heights[i] = it != old.end() ? it->second : estimate_row(x, i);
    known_.emplace_back(m.key, m.revision);
    if (m.key == held) anchor_ = i;
  }
  index_.assign(heights);
  history_.drop_all();
}

void MessageList::sync(RowContext& x) {
  const auto& all = x.c.messages;
  const bool same_size = width_ == x.width && scale_ == f_.env.font_scale;
  if (!same_size || first_unread_ != x.c.first_unread) {
    if (!same_size) known_.clear();
    width_ = x.width, scale_ = f_.env.font_scale, first_unread_ = x.c.first_unread;
    if (known_.empty()) return rebuild(x);
  }
  if (known_.empty() || all.empty()) return rebuild(x);
  // Gone at the front: the oldest fell out of the limit.
  size_t gone = 0;
  while (gone < known_.size() && gone < 4096 && known_[gone].first != all.front().key) ++gone;
  size_t came = 0;
  if (gone == known_.size() || gone == 4096) {
    gone = 0;
    while (came < all.size() && all[came].key != known_.front().first) ++came;
    if (came == all.size()) return rebuild(x);
  }
  const size_t kept = known_.size() - gone;
  if (came + kept > all.size() || all[came + kept - 1].key != known_.back().first)
    return rebuild(x);
  if (gone > 0) {
    index_.pop_front(gone);
    known_.erase(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(gone));
    base_ += static_cast<int64_t>(gone);
    anchor_ = anchor_ >= gone ? anchor_ - gone : 0;
  }
  for (size_t i = came; i-- > 0;) {
    index_.push_front(estimate_row(x, i));
    known_.emplace_front(all[i].key, all[i].revision);
  }
  if (came > 0) {
    base_ -= static_cast<int64_t>(came), anchor_ += came;
    index_.set(came, estimate_row(x, came));  // its day line may have moved up
  }
  for (size_t i = known_.size(); i < all.size(); ++i) {
    index_.push_back(estimate_row(x, i));
    known_.emplace_back(all[i].key, all[i].revision);
  }
  // What is in view proves that nothing changed in the middle; what changed there is measured anew.
  for (size_t i = first_row_; i < end_row_ && i < known_.size(); ++i)
    if (known_[i].first != all[i].key) return rebuild(x);
}

}  // namespace confab::ui
