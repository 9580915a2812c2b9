// SPDX-License-Identifier: MIT
// See fake_clock.h.
#include "platform/fake/fake_clock.h"

#include <algorithm>

namespace confab::platform {

TimerId FakeTimers::after(int64_t ms, Function<void()> fn) {
  due_.emplace(Key{clock_.now_ + std::max<int64_t>(ms, 0), ++last_}, std::move(fn));
  return last_;
}

void FakeTimers::cancel(TimerId id) {
  std::erase_if(due_, [id](const auto& entry) { return entry.first.second == id; });
}

void FakeTimers::advance(int64_t ms) {
  const int64_t until = clock_.now_ + ms;
  while (!due_.empty() && due_.begin()->first.first <= until) {
    auto node = due_.extract(due_.begin());
    clock_.now_ = std::max(clock_.now_, node.key().first);
    node.mapped()();
  }
  clock_.now_ = until;
}

int64_t FakeTimers::next_in_ms() const {
  return due_.empty() ? -1 : std::max<int64_t>(due_.begin()->first.first - clock_.now_, 0);
}

}  // namespace confab::platform
