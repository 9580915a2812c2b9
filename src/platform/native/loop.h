// SPDX-License-Identifier: MIT
// Loop: one thread's poll() loop with real time, for tests and tools outside a browser. Not for
// many sockets.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "base/function.h"
#include "platform/clock.h"

namespace confab::platform {

class Loop final : public Clock, public Timers {
 public:
  int64_t monotonic_ms() const override;
  int64_t wall_ms() const override;
  int utc_offset_min(int64_t wall_ms) const override;
  TimerId after(int64_t ms, Function<void()> fn) override;
  void cancel(TimerId id) override;

  // `ready` runs whenever poll() reports one of `events` (POLLIN, POLLOUT; errors always).
  void watch(int fd, short events, Function<void(short)> ready);
  void unwatch(int fd);

  void run_once(int64_t max_wait_ms);
  // True as soon as `done()` is; false when that takes longer than `limit_ms`.
  bool run_until(const Function<bool()>& done, int64_t limit_ms);
  void run_for(int64_t ms) {
    run_until([] { return false; }, ms);
  }

 private:
  struct Watch {
    short events = 0;
    std::shared_ptr<Function<void(short)>> ready;
  };
  void run_due();
  std::map<std::pair<int64_t, TimerId>, Function<void()>> due_;
  std::map<int, Watch> watches_;
  TimerId last_ = 0;
};

}  // namespace confab::platform
