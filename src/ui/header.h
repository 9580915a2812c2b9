// SPDX-License-Identifier: MIT
// Header of a conversation: who it is with, what goes on there, and its buttons.
#pragma once

#include "ui/actions.h"

namespace confab::ui {

struct HeaderSpec {
  bool back = false, people = false, people_shown = false, close = false, settings = false;
};
void draw_header(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r,
                 const HeaderSpec& spec);
std::string display_name(const chat::Conversation& c);
std::string avatar_id(const chat::Conversation& c);  // what its colour is made from

// The questions that a conversation's menu and participants can lead to.
FormSpec nick_form(Frame& f, const chat::Conversation& c);
FormSpec leave_form(Frame& f, const chat::Conversation& c);

}  // namespace confab::ui
