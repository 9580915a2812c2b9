// SPDX-License-Identifier: MIT
// MessageRow: where the parts of one row of the message list stand (plan), and drawing it with its
// twin. Knows its neighbours for grouping; scrolling is message_list's.
#pragma once

#include "ui/actions.h"
#include "ui/body_cache.h"

namespace confab::ui {

// How often somebody asked for more of a long message, and whether they just did.
struct Unfolded {
  std::unordered_map<chat::MessageKey, int64_t> steps;
  bool asked = false;
};

struct RowContext {
  Frame& f;
  Actions& actions;
  BodyCache& bodies;
  const chat::Conversation& c;
  float width = 0;             // of the list
  chat::MessageKey found = 0;  // where find-in-page or a link led to, marked for a while
  Unfolded& unfolded;
  float inner() const { return width - 32; }
};

struct RowPlan {
  bool day = false, divider = false, first = true, last = true, named = false, faced = false;
  const Body* body = nullptr;  // null for Gap
  Rect bubble, text, meta;     // logical, relative to the row's top left
  float name_y = 0, day_y = 0, divider_y = 0, failed_y = -1;
  float meta_time = 0;  // width of the time's text
  Rect more;            // the button of a folded message
  int height = 0;       // whole px
};

// Local day number of a stamp.
int64_t day_of(Frame& f, int64_t wall_ms);

RowPlan plan_row(RowContext& x, size_t i);
int estimate_row(RowContext& x, size_t i);  // without measuring any text
// Draws row `i` with its top at `top` (logical, window) and adds its twin. `left`: the list's x.
void draw_row(RowContext& x, size_t i, const RowPlan& p, float left, float top, const Rect& view);

// The body's lines: quads at window coordinates and inline twin elements under the open node. A
// link that hides where it leads is asked about; without `actions` there are none.
void draw_body(Frame& f, Actions* actions, std::string_view s, const Body& b, const Rect& raw,
               Type type, Color ink, const Rect& view, bool centred);

}  // namespace confab::ui
