// SPDX-License-Identifier: MIT
#include "base/turn.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

TEST(Turn, IsTheLibrarysSineAndCosine) {
  for (int i = -4000; i <= 4000; ++i) {
    const float a = static_cast<float>(i) * 0.01f;
    EXPECT_NEAR(confab_sinf(a), std::sin(a), 1e-5) << a;
    EXPECT_NEAR(confab_cosf(a), std::cos(a), 1e-5) << a;
  }
}

}  // namespace
