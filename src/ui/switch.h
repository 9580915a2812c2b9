// SPDX-License-Identifier: MIT
// A labelled switch and a row of exclusive choices, drawn and twinned.
#pragma once

#include <string>
#include <vector>

#include "ui/frame.h"

namespace confab::ui {

// Label at the start, switch at the end; the whole row is the control. Click toggles.
Node& switch_row(Frame& f, uint64_t key, const Rect& r, const std::string& label, bool on,
                 Handler handler);

struct Choice {
  std::string id, label;
  Icon icon = Icon::None;
};
// One segment per choice, `chosen` raised; picks by click and, through the twin, by arrow keys.
void segments(Frame& f, uint64_t key, const Rect& r, const std::string& label,
              const std::vector<Choice>& choices, const std::string& chosen,
              std::function<void(const std::string&)> pick);

}  // namespace confab::ui
