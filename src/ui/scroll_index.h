// SPDX-License-Identifier: MIT
// ScrollIndex: heights of many rows with prefix sums: where row i begins, which row is at y, both
// in O(log n); rows come and go at both ends cheaply. Heights are whole px, so sums never drift.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace confab::ui {

class ScrollIndex {
 public:
  size_t size() const { return size_; }
  int64_t total() const { return total_; }
  int height(size_t i) const { return heights_[begin_ + i]; }
  int64_t offset(size_t i) const;  // top of row i; i == size(): total()
  size_t find(int64_t y) const;    // row that covers y; clamps; 0 when empty
  void set(size_t i, int height);
  void clear();
  void assign(const std::vector<int>& heights);
  void push_back(int height);
  void push_front(int height);
  void pop_front(size_t n);

 private:
  void grow();
  void add(size_t slot, int64_t delta);
  int64_t prefix(size_t slots) const;  // sum of slots [0, slots)
  void rebuild();

  std::vector<int> heights_;   // slots; used are [begin_, begin_ + size_)
  std::vector<int64_t> tree_;  // Fenwick over slots, 1-based
  size_t begin_ = 0, size_ = 0;
  int64_t total_ = 0;
};

}  // namespace confab::ui
