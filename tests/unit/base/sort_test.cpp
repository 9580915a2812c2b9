// SPDX-License-Identifier: MIT
// Every length around powers of two, with many equal ones: the same as std::stable_sort.
#include "base/sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace confab {
namespace {

struct Card {
  int rank, suit;
};

TEST(Sort, IsTheStandardStableOrder) {
  std::mt19937 random(7);
  for (size_t count = 0; count < 70; ++count) {
    std::vector<Card> cards(count);
    for (size_t i = 0; i < count; ++i)
      cards[i] = {static_cast<int>(random() % 5), static_cast<int>(i)};
    std::vector<const Card*> ours, theirs;
    for (const Card& card : cards) ours.push_back(&card), theirs.push_back(&card);
    const auto lower = [](const Card* a, const Card* b) { return a->rank < b->rank; };
    sort_pointers(ours, lower);
    std::stable_sort(theirs.begin(), theirs.end(), lower);
    EXPECT_EQ(ours, theirs) << count;
  }
}

}  // namespace
}  // namespace confab
