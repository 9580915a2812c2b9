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
  // What a row shows: a conversation, or a contact with whom none is open yet.
  struct Entry {
    chat::Jid jid;
    std::string name;
    const chat::Conversation* c = nullptr;
    xmpp::Show show = xmpp::Show::Offline;
    std::string status;
  };
  void row(const Entry& e, const Rect& r, bool current, size_t pos, size_t count);
  float line_y(const Rect& row) const;
  void nothing(const Rect& r, bool titled);
  void right_column(const Entry& e, const Rect& r, float& name_end, float& text_end);
  void open_add_menu(const Rect& anchor);
  void refresh();  // entries_ follow store and search
  std::string preview(const chat::Conversation& c) const;
  std::string when(int64_t stamp);

  Frame& f_;
  Actions& actions_;
  Field search_;
  double scroll_ = 0;
  std::vector<Entry> entries_;
  uint64_t revision_ = 0;
  std::string searched_;
};

// What an empty chat offers to begin with; no text when nothing may be begun.
struct FirstStep {
  std::string text;
  Handler on;
};
FirstStep first_step(Frame& f, Actions& a);
FormSpec new_chat_form(Frame& f, Actions& a);
FormSpec join_room_form(Frame& f, Actions& a);

}  // namespace confab::ui
