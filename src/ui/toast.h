// SPDX-License-Identifier: MIT
// Toasts: short sentences at the bottom that go away by themselves; also announced once.
#pragma once

#include <deque>
#include <string>

#include "ui/frame.h"

namespace confab::ui {

class Toasts {
 public:
  void show(Frame& f, std::string text, bool bad);
  bool empty() const { return toasts_.empty(); }
  void draw(Frame& f, float bottom);  // `bottom`: their lower edge, window px

 private:
  struct Toast {
    uint64_t serial;
    std::string text;
    bool bad, announced = false;
    int64_t until;
  };
  std::deque<Toast> toasts_;
  uint64_t serial_ = 0;
};

}  // namespace confab::ui
