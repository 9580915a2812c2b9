// SPDX-License-Identifier: MIT
// MessageList: the open conversation's log: virtual rows over a ScrollIndex, native scrolling in
// the twin, the place kept when heights above change, history asked for when its top comes near.
#pragma once

#include <deque>
#include <map>

#include "ui/history_text.h"
#include "ui/message_row.h"
#include "ui/scroll_index.h"
#include "ui/twin_diff.h"

namespace confab::ui {

class MessageList {
 public:
  MessageList(Frame& frame, Actions& actions, TwinDiff& twin)
      : f_(frame), actions_(actions), history_(frame, twin) {}

  void draw(const chat::Conversation& c, const Rect& area);
  void leave();   // another screen: remembers the place
  void to_end();  // and stay there
  bool at_end() const { return stick_; }
  bool scrolling() const;             // somebody does, or has until just now
  void reveal(chat::MessageKey key);  // scrolls there and marks it for a while
  bool idle_work();                   // after commit, nothing else to do; true: more is left
  size_t drawn_rows() const { return drawn_; }
  void forget_layouts() { bodies_.clear(); }

 private:
  struct Place {
    chat::MessageKey key = 0;
    double delta = 0;
    bool stick = true;
  };
  void enter(const chat::Conversation& c);
  void sync(RowContext& x);
  void rebuild(RowContext& x);
  void settle(RowContext& x, float view);  // lays out what is in view, fixes the scroll
  const RowPlan& plan(RowContext& x, size_t i);
  void hold();  // anchor := what is at the top of the view
  void on_scroll(double y);
  void rows(RowContext& x, const Rect& area);
  void found_mark(RowContext& x, size_t i, const RowPlan& p, const Rect& row);
  void top_row(RowContext& x, const Rect& area);
  void typing_row(RowContext& x, const Rect& area, float y);
  void jump_button(RowContext& x, const Rect& area);
  void ask_older(const chat::Conversation& c);
  double content() const { return top_ + static_cast<double>(index_.total()) + bottom_; }

  Frame& f_;
  Actions& actions_;
  BodyCache bodies_;
  HistoryText history_;
  ScrollIndex index_;
  std::deque<std::pair<chat::MessageKey, uint32_t>> known_;  // key, revision: what index_ holds
  std::map<size_t, RowPlan> plans_;                          // of this frame
  std::map<chat::Jid, Place> places_;
  Unfolded unfolded_;
  chat::Jid jid_;
  float width_ = 0, scale_ = 0, view_ = 0;
  double scroll_ = 0, dom_scroll_ = -1, delta_ = 0;
  size_t anchor_ = 0;
  int64_t base_ = 0;  // see HistoryText
  bool stick_ = true;
  float top_ = 0, bottom_ = 12;
  chat::MessageKey asked_ = 0, first_unread_ = 0, found_ = 0;
  int64_t found_until_ = 0;                                  // monotonic ms
  int64_t entered_ = 0, scrolled_at_ = 0, quiet_since_ = 0;  // monotonic ms
  uint32_t quiet_revision_ = 0;                              // of the conversation, since then
  size_t drawn_ = 0, first_row_ = 0, end_row_ = 0;
};

}  // namespace confab::ui
