// SPDX-License-Identifier: MIT
// ConversationList: the start-side pane: own name, search, requests, conversations by activity.
// Virtual rows; scrolls natively in the twin.
#pragma once

#include "ui/actions.h"

namespace confab::ui {

class ConversationList {
 public:
  ConversationList(Frame& frame, Actions& actions) : f_(frame), actions_(actions) {}
  void draw(const Rect& r, const chat::Jid& current, bool titled);

 private:
  void head(const Rect& r, bool titled);
  float requests(const Rect& r);
  void row(const chat::Conversation& c, const Rect& r, bool current, size_t pos, size_t count);
  void open_add_menu(const Rect& anchor);
  std::vector<const chat::Conversation*> filtered() const;
  std::string preview(const chat::Conversation& c) const;
  std::string when(int64_t stamp);

  Frame& f_;
  Actions& actions_;
  Field search_;
  double scroll_ = 0;
};

FormSpec new_chat_form(Frame& f, Actions& a);
FormSpec join_room_form(Frame& f, Actions& a);

}  // namespace confab::ui
