// SPDX-License-Identifier: MIT
// See loop.h.
#include "platform/native/loop.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace confab::platform {

int64_t Loop::monotonic_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

int64_t Loop::wall_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

int Loop::utc_offset_min(int64_t wall) const {
  const std::time_t seconds = wall / 1000;
  std::tm local{};
  if (!localtime_r(&seconds, &local)) return 0;
  return static_cast<int>(local.tm_gmtoff / 60);
}

TimerId Loop::after(int64_t ms, Function<void()> fn) {
  due_.emplace(std::pair{monotonic_ms() + std::max<int64_t>(ms, 0), ++last_}, std::move(fn));
  return last_;
}

void Loop::cancel(TimerId id) {
  std::erase_if(due_, [id](const auto& entry) { return entry.first.second == id; });
}

void Loop::watch(int fd, short events, Function<void(short)> ready) {
  watches_[fd] = {events, std::make_shared<Function<void(short)>>(std::move(ready))};
}
void Loop::unwatch(int fd) { watches_.erase(fd); }

// What a timer adds for now runs in the next round, so that sockets get their turn.
void Loop::run_due() {
  const int64_t now = monotonic_ms();
  const TimerId newest = last_;
  while (!due_.empty() && due_.begin()->first.first <= now &&
         due_.begin()->first.second <= newest) {
    auto node = due_.extract(due_.begin());
    node.mapped()();
  }
}

void Loop::run_once(int64_t max_wait_ms) {
  int64_t wait = max_wait_ms;
  if (!due_.empty()) wait = std::min(wait, due_.begin()->first.first - monotonic_ms());
  std::vector<pollfd> fds;
  for (const auto& [fd, w] : watches_) fds.push_back({fd, w.events, 0});
  poll(fds.data(), fds.size(), static_cast<int>(std::max<int64_t>(wait, 0)));
  for (const pollfd& p : fds) {
    if (!p.revents) continue;
    const auto it = watches_.find(p.fd);
    if (it == watches_.end()) continue;   // an earlier one of this round took it away
    const auto ready = it->second.ready;  // alive while it runs, even if it unwatches itself
    (*ready)(p.revents);
  }
  run_due();
}

bool Loop::run_until(const Function<bool()>& done, int64_t limit_ms) {
  const int64_t end = monotonic_ms() + limit_ms;
  while (!done()) {
    const int64_t left = end - monotonic_ms();
    if (left <= 0) return false;
    run_once(left);
  }
  return true;
}

}  // namespace confab::platform
