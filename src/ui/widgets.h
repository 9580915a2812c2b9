// SPDX-License-Identifier: MIT
// Widgets: buttons, fields and small parts. Each call draws the control and adds its twin at once.
#pragma once

#include <string>

#include "ui/frame.h"

namespace confab::ui {

enum class Look : uint8_t { Primary, Ghost, Danger, Plain };

struct ButtonSpec {
  Look look = Look::Primary;
  bool enabled = true, submit = false;
  const char* name = nullptr;  // name attribute
};
// A text button filling `r`. The handler runs on click (not for submit buttons: their form tells).
Node& button(Frame& f, uint64_t key, const Rect& r, const std::string& label,
             const ButtonSpec& spec, Handler on);
float button_width(Frame& f, const std::string& label);

struct IconButton {
  Icon icon = Icon::None;
  bool enabled = true, round = false, filled = false, active = false;
  float size = 18;
  bool faded = false;  // looks disabled, but may be pressed (send, nothing typed)
};
// `r` is what is drawn; the twin's hit area grows to 44 px for touch.
Node& icon_button(Frame& f, uint64_t key, const Rect& r, const IconButton& spec,
                  const std::string& label, Handler on);

struct Field {  // one input's state, kept by its screen
  std::string value, error;
};
struct FieldSpec {
  const char* name = "";
  const char* type = "text";
  const char* autocomplete = "off";
  std::string label, placeholder;
  Icon icon = Icon::None;  // at the start, inside
  bool enabled = true, search = false;
};
// Label, input and error below each other, beginning at r.y; returns the height used. focus: the
// input takes the focus in this frame.
float field(Frame& f, uint64_t key, const Rect& r, const FieldSpec& spec, Field& state,
            bool focus = false);
// Only the box with its input.
Node& input_box(Frame& f, uint64_t key, const Rect& r, const FieldSpec& spec, Field& state,
                bool invalid);

// Opens a list that scrolls and clips; what is drawn until close_scroll() is moved by `scroll`,
// which is kept within `total`, the height of all that is in it.
Node& open_scroll(Frame& f, uint64_t key, const Rect& r, double& scroll, float total);
void close_scroll(Frame& f);

// A count on the accent colour; right edge at `right`. Returns its width.
float badge(Frame& f, uint64_t key, float right, float y, int count, Color fill, Color ink);
// Small caption with tinted ground; returns its width.
float tag(Frame& f, uint64_t key, float x, float cy, const std::string& text);

// Quiet bones of a conversation while it loads.
void skeleton(Frame& f, const Rect& r);
// An empty screen: icon, one sentence, and one action if `action` is not empty.
void empty_state(Frame& f, uint64_t key, const Rect& r, Icon icon, const std::string& text,
                 const std::string& action = {}, Handler on = {});

// Draws the keyboard focus ring of the node `path`.
void focus_ring(Frame& f, uint64_t path, const Rect& r, float radius);
Rect touch_area(const Frame& f, const Rect& r);

}  // namespace confab::ui
