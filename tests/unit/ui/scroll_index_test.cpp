// SPDX-License-Identifier: MIT
// ScrollIndex against a plain list of heights.
#include "ui/scroll_index.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace confab::ui {
namespace {

TEST(ScrollIndex, AgreesWithAPlainListUnderRandomChanges) {
  ScrollIndex index;
  std::deque<int> plain;
  std::mt19937 random(3);
  for (int round = 0; round < 4000; ++round) {
    const int h = static_cast<int>(random() % 90) + 1;
    switch (random() % 5) {
      case 0: index.push_front(h), plain.push_front(h); break;
      case 1:
      case 2: index.push_back(h), plain.push_back(h); break;
      case 3:
        if (plain.empty()) break;
        {
          const size_t i = random() % plain.size();
          index.set(i, h), plain[i] = h;
        }
        break;
      case 4:
        if (plain.size() > 50 && random() % 4 == 0) {
          index.pop_front(20);
          plain.erase(plain.begin(), plain.begin() + 20);
        }
        break;
    }
    ASSERT_EQ(index.size(), plain.size());
    if (round % 40 != 0) continue;
    int64_t y = 0;
    for (size_t i = 0; i < plain.size(); ++i) {
      ASSERT_EQ(index.height(i), plain[i]);
      ASSERT_EQ(index.offset(i), y);
      ASSERT_EQ(index.find(y), i);
      ASSERT_EQ(index.find(y + plain[i] - 1), i);
      y += plain[i];
    }
    ASSERT_EQ(index.total(), y);
  }
}

TEST(ScrollIndex, FindClamps) {
  ScrollIndex index;
  EXPECT_EQ(index.find(100), 0u);
  index.assign({10, 20, 30});
  EXPECT_EQ(index.find(-5), 0u);
  EXPECT_EQ(index.find(60), 2u);
  EXPECT_EQ(index.find(99999), 2u);
}

}  // namespace
}  // namespace confab::ui
