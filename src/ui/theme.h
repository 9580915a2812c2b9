// SPDX-License-Identifier: MIT
// Theme: the colour tokens of light, dark and high contrast, and the arithmetic that keeps text
// readable. Sizes are in metrics below; nothing here draws.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/rasterizer.h"

namespace confab::ui {

using Color = uint32_t;  // 0xRRGGBBAA, straight alpha

struct Theme {
  Color bg, panel, raise, line, hover, text, dim, accent, on_accent, own, other, ok, warn, bad;
  bool dark = false, contrast = false;
};
const Theme& theme_of(bool dark, bool contrast);

Color fade(Color c, float alpha);         // multiplies the alpha
Color mix(Color a, Color b, float t);     // t = 0: a, 1: b
Color over(Color top, Color under);       // what `top` looks like on opaque `under`
double contrast_ratio(Color a, Color b);  // WCAG 2, 1 to 21
// XEP-0392 hue (degrees) as a text colour that has 4.5:1 on `surface`.
Color hue_text(double hue, Color surface);
// The same hue as a fill that white text of 4.5:1 can stand on.
Color hue_fill(double hue);

// The type scale: px -> line height in CSS px (look: 22/28 16/20 15/21 13/18 12/16 11/14).
float line_height(int px);

struct Type {
  uint8_t px = 15;
  bool semibold = false;
  platform::Face face = platform::Face::Ui;
  platform::Font font() const { return {px, face, semibold, false}; }
  float line() const { return line_height(px); }
};
inline constexpr Type kTitle{22, true}, kHead{16, true}, kBody{15}, kBodyBold{15, true}, kItem{14},
    kSmall{13}, kSmallBold{13, true}, kTiny{12}, kTinyBold{12, true}, kMeta{11};

namespace metric {
inline constexpr float header = 56, row = 56, composer = 60, side = 280, people = 220, field = 42,
                       icon = 32, narrow = 640, wide = 960, radius_window = 16, radius_panel = 12,
                       radius_field = 10, radius_small = 8, radius_tail = 6;
}  // namespace metric

}  // namespace confab::ui
