// SPDX-License-Identifier: MIT
// CpuClock: the processor time this process has used. Tests of effort ask it rather than the wall
// clock, which also counts whatever else the machine is doing.
#pragma once

#include <chrono>
#include <ctime>

namespace confab {

struct CpuClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CpuClock>;
  static constexpr bool is_steady = true;
  static time_point now() {
    return time_point(duration(static_cast<rep>(std::clock()) * 1000000 / CLOCKS_PER_SEC));
  }
};

}  // namespace confab
