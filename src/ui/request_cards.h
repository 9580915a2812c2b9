// SPDX-License-Identifier: MIT
// RequestCards: what waits for the visitor's answer, above the conversations: contact requests,
// invitations, and suggestions about contacts (XEP-0144).
#pragma once

#include "ui/frame.h"

namespace confab::ui {

// Draws the first few from the top of `r`; the height they take.
float request_cards(Frame& f, const Rect& r);

}  // namespace confab::ui
