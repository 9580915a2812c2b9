// SPDX-License-Identifier: MIT
#include "base/signal.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/result.h"

namespace confab {
namespace {

TEST(Signal, ListenersDieWithTheirConnection) {
  Signal<int> signal;
  int sum = 0;
  {
    const Connection c = signal.connect([&](int n) { sum += n; });
    signal.emit(2);
    EXPECT_TRUE(signal.connected());
  }
  signal.emit(40);
  EXPECT_EQ(sum, 2);
  EXPECT_FALSE(signal.connected());
}

TEST(Signal, MayBeChangedWhileItRuns) {
  Signal<> signal;
  int first = 0, second = 0;
  Connection b;
  std::vector<Connection> added;
  const Connection a = signal.connect([&] {
    ++first;
    b.disconnect();
    added.push_back(signal.connect([&] { ++second; }));
  });
  b = signal.connect([&] { second += 100; });
  signal.emit();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 0);  // b was cut before its turn; the new one waits for the next emit
  signal.emit();
  EXPECT_EQ(second, 1);
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int, std::string> good = 3;
  const Result<int, std::string> bad = err(std::string("why"));
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 3);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "why");
  EXPECT_EQ(bad.value_or(9), 9);
  const Result<int, int> same = err(4);
  EXPECT_FALSE(same.ok());
}

TEST(Log, FiltersByLevel) {
  std::string text;
  const Log log(LogLevel::Warn, [&](LogLevel, std::string_view, std::string_view t) { text += t; });
  log.write(LogLevel::Info, "a", "quiet");
  log.write(LogLevel::Error, "a", "loud");
  EXPECT_EQ(text, "loud");
  EXPECT_FALSE(Log().enabled(LogLevel::Error));
}

}  // namespace
}  // namespace confab
