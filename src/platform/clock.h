// SPDX-License-Identifier: MIT
// Clock and Timers: the only sources of time. Fakes move by hand in tests.
#pragma once

#include <cstdint>

#include "base/function.h"

namespace confab::platform {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t monotonic_ms() const = 0;  // never goes back; unrelated to the calendar
  virtual int64_t wall_ms() const = 0;       // milliseconds since 1970-01-01T00:00:00Z
  // Minutes east of UTC at that instant, for showing times.
  virtual int utc_offset_min(int64_t wall_ms) const = 0;
};

using TimerId = uint32_t;  // 0 is no timer

class Timers {
 public:
  virtual ~Timers() = default;
  // Runs `fn` once, no sooner than `ms` from now, never from inside this call.
  virtual TimerId after(int64_t ms, Function<void()> fn) = 0;
  virtual void cancel(TimerId id) = 0;  // unknown or fired ids are fine
};

}  // namespace confab::platform
