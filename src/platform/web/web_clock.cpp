// SPDX-License-Identifier: MIT
// Time in a browser; see web_clock.h.
#include "platform/web/web_clock.h"

#include <algorithm>
#include <vector>

#include "platform/web/js.h"

namespace confab::platform {

int64_t WebClock::monotonic_ms() const { return static_cast<int64_t>(confab_js_now()); }
int64_t WebClock::wall_ms() const { return static_cast<int64_t>(confab_js_wall()); }
int WebClock::utc_offset_min(int64_t wall_ms) const {
  return confab_js_utc_offset(static_cast<double>(wall_ms));
}

TimerId WebTimers::after(int64_t ms, Function<void()> fn) {
  const TimerId id = ++last_id_ ? last_id_ : ++last_id_;
  const double due = confab_js_now() + static_cast<double>(std::max<int64_t>(ms, 0));
  queue_.emplace(due, Entry{id, std::move(fn)});
  arm();
  return id;
}

void WebTimers::cancel(TimerId id) {
  for (auto it = queue_.begin(); it != queue_.end(); ++it) {
    if (it->second.id != id) continue;
    queue_.erase(it);
    arm();
    return;
  }
}

void WebTimers::fire() {
  armed_for_ = -1;
  // Half a millisecond of grace: browsers round timeouts down.
  const double now = confab_js_now() + 0.5;
  std::vector<Entry> due;
  while (!queue_.empty() && queue_.begin()->first <= now) {
    due.push_back(std::move(queue_.begin()->second));
    queue_.erase(queue_.begin());
  }
  for (auto& entry : due) entry.fn();
  arm();
}

void WebTimers::arm() {
  const double next = queue_.empty() ? -1 : queue_.begin()->first;
  if (next == armed_for_) return;
  armed_for_ = next;
  confab_js_wake_at(next < 0 ? -1 : std::max(0.0, next - confab_js_now()));
}

}  // namespace confab::platform
