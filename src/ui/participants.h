// SPDX-License-Identifier: MIT
// Participants: who is in the room, grouped by role, virtual rows in a native scroll container; and
// what may be done with one of them.
#pragma once

#include "ui/actions.h"

namespace confab::ui {

class Participants {
 public:
  // `close` is offered where the list covers the conversation (narrow); null where it stands
  // beside.
  void draw(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r,
            Function<void()> close);

 private:
  struct Group {
    Str title;
    size_t first, count;
    float y;
  };
  void regroup(Frame& f, const chat::Conversation& c);
  void list(Frame& f, Actions& actions, const chat::Conversation& c, const Rect& r);
  void row(Frame& f, Actions& actions, const chat::Conversation& c, size_t i, const Rect& r);

  chat::Jid room_;
  uint32_t revision_ = 0;
  std::vector<Group> groups_;
  float total_ = 0, row_h_ = 0;
  double scroll_ = 0;
};

}  // namespace confab::ui
