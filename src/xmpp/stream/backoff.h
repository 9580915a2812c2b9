// SPDX-License-Identifier: MIT
// Backoff: how long to wait before the next try. Doubles up to a ceiling; the jitter keeps a
// thousand visitors from coming back in the same instant.
#pragma once

#include <algorithm>
#include <cstdint>

namespace confab::xmpp {

class Backoff {
 public:
  // jitter 0: always the full delay; 1: anything from 0 to it ("full jitter").
  Backoff(int64_t min_ms, int64_t max_ms, double jitter)
      : min_(std::max<int64_t>(min_ms, 0)),
        max_(std::max(max_ms, min_)),
        jitter_(std::clamp(jitter, 0.0, 1.0)),
        base_(min_) {}

  // `random` is uniform in [0, 1).
  int64_t next(double random) {
    const int64_t base = base_;
    base_ = std::min(base_ > max_ / 2 ? max_ : std::max<int64_t>(base_ * 2, 1), max_);
    return base - static_cast<int64_t>(static_cast<double>(base) * jitter_ * random);
  }
  void reset() { base_ = min_; }

 private:
  int64_t min_, max_;
  double jitter_;
  int64_t base_;
};

}  // namespace confab::xmpp
