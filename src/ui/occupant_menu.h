// SPDX-License-Identifier: MIT
// What may be done with an occupant: write in private, remove, ban; what is offered depends on our
// role, and the server has the last word.
#pragma once

#include "ui/actions.h"

namespace confab::ui {

void open_occupant_menu(Frame& f, Actions& actions, const chat::Jid& room, const std::string& nick,
                        const Rect& anchor);

// Asks for a new nickname in `room`.
void ask_new_nick(Frame& f, Actions& actions, const chat::Jid& room, const std::string& now);

}  // namespace confab::ui
