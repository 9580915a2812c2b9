// SPDX-License-Identifier: MIT
// Dialog: the one open modal dialog, a small form described by FormSpec. The twin traps the focus
// in it and gives it back afterwards.
#pragma once

#include <memory>

#include "ui/actions.h"

namespace confab::ui {

class Dialog {
 public:
  void show(FormSpec spec);
  void close();
  bool open() const { return form_ != nullptr; }
  FormSpec* form() { return form_.get(); }
  void refocus() { focus_ = true; }  // after a late answer
  void draw(Frame& f);               // scrim and dialog; nothing when closed

 private:
  float content_height(Frame& f, float inner) const;
  void body(Frame& f, const Rect& r);
  void buttons(Frame& f, const Rect& r);
  void submit();

  std::unique_ptr<FormSpec> form_;
  std::vector<std::unique_ptr<FormSpec>>
      retired_;  // the shown frame's handlers still point into it
  uint64_t serial_ = 0;
  bool focus_ = false;  // the first field in error takes the focus next frame
};

}  // namespace confab::ui
