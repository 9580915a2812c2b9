// SPDX-License-Identifier: MIT
// Beginning of a frame, animation clock and wake-ups.
#include "ui/frame.h"

#include <algorithm>
#include <cmath>

#include "chat/model.h"
#include "ui/hash.h"

namespace confab::ui {

Frame::Frame(Shell::Services services, ShellOptions opts)
    : host(std::move(services)),
      options(std::move(opts)),
      theme(&theme_of(false, false)),
      measurer(host.rasterizer),
      runs(host.rasterizer, measurer, host.clock) {}

void Frame::begin(float w, float h, float scale, ImDrawList* list) {
  width = w, height = h, dpr = scale > 0 ? scale : 1;
  now = host.clock.monotonic_ms();
  animating_ = false;
  paint.begin(list, w, dpr, env.rtl);
  if (list) runs.begin_frame(dpr);
  const uint32_t epoch = measurer.epoch();
  if (epoch != epoch_ || known_.size() > 3000) known_.clear();
  epoch_ = epoch;
  if (times_.size() > 2000) times_.clear();
  if (anims_.size() > 400)
    std::erase_if(anims_, [this](const auto& a) { return a.second.used < now - 2000; });
  tree.clear();
}

float Frame::animate(uint64_t id, bool on, float ms) {
  const float goal = on ? 1.0f : 0.0f;
  return advance(id, goal, goal, ms);
}

float Frame::appear(uint64_t id) { return advance(id, 0, 1, kFadeMs); }

float Frame::advance(uint64_t id, float first, float goal, float ms) {
  const auto [it, fresh] = anims_.try_emplace(id, Anim{first, goal, now, now});
  Anim& a = it->second;
  a.used = now;
  if (env.reduced_motion) a.from = a.to = goal, a.start = 0;
  const auto at = [&] {
    const float t = std::clamp(static_cast<float>(now - a.start) / ms, 0.0f, 1.0f);
    return a.from + (a.to - a.from) * (1 - (1 - t) * (1 - t) * (1 - t));  // ease-out
  };
  if (a.to != goal) {
    a.from = at();
    a.to = goal, a.start = now;
  }
  if (now - a.start < static_cast<int64_t>(ms) && a.from != a.to) animating_ = true;
  return at();
}

void Frame::wake_after(int64_t ms) {
  if (!host.timers) return;
  const int64_t at = now + std::max<int64_t>(ms, 1);
  if (timer_ && timer_at_ <= at && timer_at_ > now) return;
  if (timer_) host.timers->cancel(timer_);
  timer_at_ = at;
  timer_ = host.timers->after(at - now, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (alive.expired()) return;
    timer_ = 0;
    request("timer");
  });
}

int64_t Frame::local_day(int64_t wall_ms) {
  const int64_t hour = wall_ms / 3600000;
  if (offsets_.size() > 5000) offsets_.clear();
  const auto [it, fresh] = offsets_.try_emplace(hour);
  if (fresh) it->second = host.clock.utc_offset_min(wall_ms);
  return (wall_ms + it->second * int64_t{60000}) / 86400000;
}

Color Frame::fill_of(std::string_view name) { return ink_of(name, 0); }

Color Frame::ink_of(std::string_view name, Color surface) {
  if (colours_.size() > 4000) colours_.clear();
  const auto [it, fresh] = colours_.try_emplace(hash_bytes(name, surface));
  if (fresh) {
    const double hue = chat::hue_of(name);
    it->second = surface == 0 ? hue_fill(hue) : hue_text(hue, surface);
  }
  return it->second;
}

}  // namespace confab::ui
