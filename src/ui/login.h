// SPDX-License-Identifier: MIT
// Login: the screens before there is a session: account form, guest's welcome, connecting. Says
// what went wrong where it can be mended. Passwords live in the field's memory only.
#pragma once

#include <string>

#include "ui/actions.h"

namespace confab::ui {

class Login {
 public:
  Login(Frame& frame, Actions& actions) : f_(frame), actions_(actions) {}
  void draw(const Rect& r, bool connecting);  // the form or the guest's welcome
  void draw_waiting(const Rect& r);           // first connection under way, nothing to show yet
  void failed(const std::string& code);
  void started() { busy_ = true; }  // somebody signs in; cleared by failed() or done()
  bool busy() const { return busy_; }
  void done();

 private:
  void submit();
  void account_form(const Rect& r, bool busy);
  void guest(const Rect& r, bool busy);
  float problem(const Rect& r, bool draw);

  Frame& f_;
  Actions& actions_;
  Field address_, password_;
  std::string error_;  // code, "" none
  bool busy_ = false, focus_ = true;
  int64_t waiting_since_ = -1;
};

}  // namespace confab::ui
