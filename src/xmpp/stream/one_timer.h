// SPDX-License-Identifier: MIT
// OneTimer: a timer that is never pending twice and dies with its owner.
#pragma once

#include <utility>

#include "base/function.h"
#include "platform/clock.h"

namespace confab::xmpp {

class OneTimer {
 public:
  explicit OneTimer(platform::Timers& timers) : timers_(timers) {}
  ~OneTimer() { cancel(); }
  void start(int64_t ms, Function<void()> fn) {
    cancel();
    id_ = timers_.after(ms, [this, fn = std::move(fn)] {
      id_ = 0;
      fn();
    });
  }
  void cancel() {
    if (id_) timers_.cancel(std::exchange(id_, 0));
  }
  bool pending() const { return id_ != 0; }

 private:
  platform::Timers& timers_;
  platform::TimerId id_ = 0;
};

}  // namespace confab::xmpp
