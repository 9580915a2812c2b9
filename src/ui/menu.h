// SPDX-License-Identifier: MIT
// Menu: the one open menu of the interface, by the ARIA menu pattern (the twin moves the focus).
#pragma once

#include <memory>

#include "ui/actions.h"

namespace confab::ui {

class Menu {
 public:
  void show(MenuSpec spec);
  void close() { open_ = false; }
  bool open() const { return open_; }
  void draw(Frame& f);  // on top of everything; nothing when closed

 private:
  void item(Frame& f, const Rect& r, size_t index);
  Rect place(Frame& f) const;

  MenuSpec spec_;
  bool open_ = false;
  uint64_t serial_ = 0;  // a menu opened anew fades in anew
};

}  // namespace confab::ui
