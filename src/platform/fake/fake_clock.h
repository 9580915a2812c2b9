// SPDX-License-Identifier: MIT
// FakeClock and FakeTimers: time that moves only when a test says so.
#pragma once

#include <map>
#include <utility>

#include "platform/clock.h"

namespace confab::platform {

class FakeClock final : public Clock {
 public:
  int64_t monotonic_ms() const override { return now_; }
  int64_t wall_ms() const override { return kEpoch + now_; }
  int utc_offset_min(int64_t) const override { return offset_min; }

  void pass(int64_t ms) { now_ += ms; }  // within a task: timers get their turn later

  static constexpr int64_t kEpoch = 1767225600000;  // 2026-01-01T00:00:00Z at monotonic 0
  int offset_min = 0;

 private:
  friend class FakeTimers;
  int64_t now_ = 0;
};

class FakeTimers final : public Timers {
 public:
  explicit FakeTimers(FakeClock& clock) : clock_(clock) {}
  TimerId after(int64_t ms, Function<void()> fn) override;
  void cancel(TimerId id) override;

  // Moves the clock by `ms`, running what falls due on the way, in order, each at its own time.
  void advance(int64_t ms);
  // Runs what is due now, also what that adds for now.
  void run_due() { advance(0); }
  size_t pending() const { return due_.size(); }
  int64_t next_in_ms() const;  // until the next timer; -1 when there is none

 private:
  using Key = std::pair<int64_t, TimerId>;  // due time, then order of asking
  FakeClock& clock_;
  std::map<Key, Function<void()>> due_;
  TimerId last_ = 0;
};

}  // namespace confab::platform
