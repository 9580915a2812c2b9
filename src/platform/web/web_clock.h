// SPDX-License-Identifier: MIT
// WebClock and WebTimers: time in a browser. All timers of an instance share one JavaScript
// deadline, so an idle instance keeps at most one timeout alive.
#pragma once

#include <map>
#include <utility>

#include "platform/clock.h"

namespace confab::platform {

class WebClock final : public Clock {
 public:
  int64_t monotonic_ms() const override;
  int64_t wall_ms() const override;
  int utc_offset_min(int64_t wall_ms) const override;
};

class WebTimers final : public Timers {
 public:
  TimerId after(int64_t ms, Function<void()> fn) override;
  void cancel(TimerId id) override;
  void fire();  // the deadline passed: runs what is due and arms the next

 private:
  void arm();
  struct Entry {
    TimerId id;
    Function<void()> fn;
  };
  std::multimap<double, Entry> queue_;  // by due time, performance.now() ms
  double armed_for_ = -1;
  TimerId last_id_ = 0;
};

}  // namespace confab::platform
