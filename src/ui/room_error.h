// SPDX-License-Identifier: MIT
// RoomError: what stands in a room's pane while we are not in it: why, the server's words, and the
// one thing that helps (a password, another nickname, trying again).
#pragma once

#include "ui/actions.h"

namespace confab::ui {

struct RoomErrorState {
  chat::Jid room;     // whose field this is
  std::string error;  // the condition the field was made for
  Field field;
};

void room_error(Frame& f, Actions& actions, RoomErrorState& state, const chat::Conversation& c,
                const Rect& r);

}  // namespace confab::ui
