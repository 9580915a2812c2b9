// SPDX-License-Identifier: MIT
// Short sentences at the bottom; see toast.h.
#include "ui/toast.h"

#include <algorithm>
#include <cmath>

namespace confab::ui {

using platform::TwinTag;

void Toasts::show(Frame& f, std::string text, bool bad) {
  // Long enough to read: a second and a half, and 60 ms for each character.
  const int64_t ms = std::clamp<int64_t>(1500 + 60 * static_cast<int64_t>(text.size()), 3000, 9000);
  if (toasts_.size() >= 3) toasts_.pop_front();
  toasts_.push_back({++serial_, std::move(text), bad, false, f.host.clock.monotonic_ms() + ms});
  f.request("toast");
}

void Toasts::draw(Frame& f, float bottom) {
  const Theme& t = *f.theme;
  std::erase_if(toasts_, [&](const Toast& toast) { return toast.until <= f.now; });
  for (auto it = toasts_.rbegin(); it != toasts_.rend(); ++it) {
    if (!it->announced) f.tree.announce(it->text);
    it->announced = true;
    f.wake_after(it->until - f.now);
    const float w = std::min(f.width - 32, std::ceil(f.text_width(it->text, kItem)) + 34);
    const float h = f.paragraph(key("toast", it->serial), {0, 0, w - 32, 0}, it->text, kItem, t.bg,
                                Align::Center, "", false) +
                    20;
    const Rect r{(f.width - w) / 2, bottom - h, w, h};
    const float way = f.appear(key("toast", it->serial));
    const Color ground = it->bad ? t.bad : (t.dark ? 0xeceef2ff : 0x20242cff);
    const Color ink =
        it->bad ? (t.dark ? 0x2a0a10ff : 0xffffffff) : (t.dark ? 0x15171cff : 0xffffffff);
    f.paint.push_alpha(way);
    f.paint.shadow(r, metric::radius_panel, t.dark);
    f.paint.fill(r, ground, metric::radius_panel);
    f.open(TwinTag::Div, key("toast", it->serial), r).cls(it->bad ? "toast bad" : "toast");
    f.paragraph(key("text"), {r.x + 16, r.y + 10, w - 32, 0}, it->text, kItem, ink, Align::Center,
                "ctr");
    f.close();
    f.paint.pop_alpha();
    bottom -= h + 8;
  }
}

}  // namespace confab::ui
