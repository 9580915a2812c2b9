// SPDX-License-Identifier: MIT
// Actions: what a part of the interface may ask of the whole: moving between screens, opening what
// lies on top. Implemented by the shell; commands to the domain go through Frame::host.dispatch.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/function.h"
#include "ui/frame.h"
#include "ui/widgets.h"

namespace confab::ui {

struct MenuItem {
  std::string label;
  Icon icon = Icon::None;
  Function<void()> run;
  bool danger = false, enabled = true;
};
struct MenuSpec {
  std::string label;       // accessible name
  Rect anchor;             // logical; the menu opens below, or above when there is no room
  bool align_end = false;  // its end edge at the anchor's end edge
  std::vector<MenuItem> items;
};

struct FormField {
  FieldSpec spec;
  Field state;
  std::string var;  // what it answers, where somebody else chose the questions
};
struct FormSpec {
  std::string_view name;  // of the form element; "" for none
  std::string title, text, submit;
  bool danger = false, busy = false;
  std::vector<FormField> fields;
  std::string error;   // about the whole, e.g. the server's refusal
  std::string option;  // a switch below the fields; "" for none
  bool option_on = false;
  // Checks and acts; false keeps the dialog open (errors set in the fields, or busy).
  Function<bool(FormSpec&)> run;
};

class Actions {
 public:
  virtual ~Actions() = default;
  virtual void open_conversation(const chat::Jid& jid) = 0;
  virtual void back() = 0;  // narrow: to the list
  virtual void toggle_participants() = 0;
  virtual void open_settings() = 0;
  virtual void open_menu(MenuSpec menu) = 0;
  virtual void open_form(FormSpec form) = 0;  // also a plain question, without fields
  virtual void close_overlay() = 0;           // menu first, then dialog
  virtual FormSpec* form() = 0;               // the open dialog, for late answers
  virtual void toast(std::string text, bool bad = false) = 0;
  virtual void reply_to(const chat::Message& message) = 0;
};

}  // namespace confab::ui
