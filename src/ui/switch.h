// SPDX-License-Identifier: MIT
// A labelled switch and a row of exclusive choices, drawn and twinned.
#pragma once

#include <string>
#include <vector>

#include "ui/frame.h"

namespace confab::ui {

// Label at the start, wrapped where it must, switch at the end; the whole row is the control. Click
// toggles. From the top of `r`; returns the height, at least that of `r`.
float switch_row(Frame& f, uint64_t key, const Rect& r, const std::string& label, bool on,
                 Handler handler);

struct Choice {
  std::string id, label;
  Icon icon = Icon::None;
};
// One segment per choice, `chosen` raised; picks by click and, through the twin, by arrow keys.
// Side by side, or below each other where a label would be cut; returns the height.
float segments(Frame& f, uint64_t key, const Rect& r, const std::string& label,
               const std::vector<Choice>& choices, const std::string& chosen,
               Function<void(const std::string&)> pick);

}  // namespace confab::ui
