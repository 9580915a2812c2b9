// SPDX-License-Identifier: MIT
// Function: what it holds, hands on and gives back.
#include "base/function.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace confab {
namespace {

TEST(FunctionTest, IsEmptyUntilGivenACallable) {
  Function<int(int)> fn;
  EXPECT_FALSE(fn);
  fn = [](int n) { return n + 1; };
  ASSERT_TRUE(fn);
  EXPECT_EQ(fn(2), 3);
  fn = nullptr;
  EXPECT_FALSE(fn);
}

TEST(FunctionTest, DestroysWhatWasCapturedOnceWithTheLastCopy) {
  auto held = std::make_shared<int>(7);
  std::weak_ptr<int> watch = held;
  Function<int()> fn = [held = std::move(held)] { return *held; };
  Function<int()> copy = fn;
  fn = nullptr;
  EXPECT_EQ(copy(), 7);
  const Function<int()> moved = std::move(copy);
  EXPECT_FALSE(copy);  // NOLINT: what is left of it
  EXPECT_EQ(moved(), 7);
  copy = moved;
  Function<int()>& itself = copy;
  copy = std::move(itself);
  EXPECT_EQ(copy(), 7);
  EXPECT_EQ(watch.use_count(), 1);
  { const Function<int()> last = std::move(copy); }
  EXPECT_EQ(watch.use_count(), 1);  // `moved` still holds it
}

TEST(FunctionTest, LetsGoOfWhatItHeldWhenGivenAnother) {
  auto held = std::make_shared<int>(1);
  Function<int()> fn = [held] { return *held; };
  EXPECT_EQ(held.use_count(), 2);
  fn = [] { return 2; };
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(fn(), 2);
}

TEST(FunctionTest, HoldsWhatCannotBeCopied) {
  const Function<std::string()> fn = [text = std::make_unique<std::string>("once")] {
    return *text;
  };
  const Function<std::string()> copy = fn;
  EXPECT_EQ(copy(), "once");
}

TEST(FunctionTest, PassesValuesReferencesAndWhatOnlyMoves) {
  const Function<void(std::unique_ptr<int>, std::string&, const std::string&)> fn =
      [](std::unique_ptr<int> n, std::string& out, const std::string& text) {
        out = text + std::to_string(*n);
      };
  std::string out;
  fn(std::make_unique<int>(5), out, "five is ");
  EXPECT_EQ(out, "five is 5");
}

TEST(FunctionTest, ThrowsAwayAResultNobodyAskedFor) {
  std::vector<int> seen;
  const Function<void(int)> fn = [&seen](int n) {
    seen.push_back(n);
    return seen.size();
  };
  fn(1);
  fn(2);
  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
}

TEST(FunctionTest, CopiesShareWhatACallableCounts) {
  const Function<int()> fn = [n = 0]() mutable { return ++n; };
  const Function<int()> copy = fn;
  EXPECT_EQ(fn(), 1);
  EXPECT_EQ(copy(), 2);
}

}  // namespace
}  // namespace confab
