// SPDX-License-Identifier: MIT
// A Fenwick tree over slots with room at both ends.
#include "ui/scroll_index.h"

#include <algorithm>

namespace confab::ui {

void ScrollIndex::clear() {
  heights_.clear(), tree_.clear();
  begin_ = size_ = 0;
  total_ = 0;
}

void ScrollIndex::rebuild() {
  tree_.assign(heights_.size() + 1, 0);
  for (size_t i = 1; i < tree_.size(); ++i) {
    tree_[i] += heights_[i - 1];
    const size_t up = i + (i & (~i + 1));
    if (up < tree_.size()) tree_[up] += tree_[i];
  }
}

void ScrollIndex::assign(const std::vector<int>& heights) {
  const size_t room = std::max<size_t>(64, heights.size() / 2);
  heights_.assign(heights.size() + 2 * room, 0);
  std::copy(heights.begin(), heights.end(), heights_.begin() + static_cast<std::ptrdiff_t>(room));
  begin_ = room, size_ = heights.size(), total_ = 0;
  for (const int h : heights) total_ += h;
  rebuild();
}

void ScrollIndex::grow() {
  assign({heights_.begin() + static_cast<std::ptrdiff_t>(begin_),
          heights_.begin() + static_cast<std::ptrdiff_t>(begin_ + size_)});
}

void ScrollIndex::add(size_t slot, int64_t delta) {
  for (size_t i = slot + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += delta;
  total_ += delta;
}

int64_t ScrollIndex::prefix(size_t slots) const {
  int64_t sum = 0;
  for (size_t i = slots; i > 0; i -= i & (~i + 1)) sum += tree_[i];
  return sum;
}

int64_t ScrollIndex::offset(size_t i) const {
  if (i >= size_) return total_;
  return prefix(begin_ + i);  // unused slots are 0 high
}

size_t ScrollIndex::find(int64_t y) const {
  if (size_ == 0 || y <= 0) return 0;
  if (y >= total_) return size_ - 1;
  size_t at = 0, step = 1;
  while (step * 2 < tree_.size()) step *= 2;
  for (; step > 0; step /= 2) {
    if (at + step >= tree_.size() || tree_[at + step] > y) continue;
    at += step;
    y -= tree_[at];
  }
  return std::min(at < begin_ ? 0 : at - begin_, size_ - 1);
}

void ScrollIndex::set(size_t i, int height) {
  int& h = heights_[begin_ + i];
  if (h == height) return;
  add(begin_ + i, static_cast<int64_t>(height) - h);
  h = height;
}

void ScrollIndex::push_back(int height) {
  if (begin_ + size_ == heights_.size()) grow();
  ++size_;
  set(size_ - 1, height);
}

void ScrollIndex::push_front(int height) {
  if (begin_ == 0) grow();
  --begin_, ++size_;
  set(0, height);
}

void ScrollIndex::pop_front(size_t n) {
  for (n = std::min(n, size_); n > 0; --n) {
    set(0, 0);
    ++begin_, --size_;
  }
}

}  // namespace confab::ui
