// SPDX-License-Identifier: MIT
// Icons: one family of line drawings on a 24-unit grid, as little path programs. See icons.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace confab::ui {

enum class Icon : uint8_t {
  None,
  Plus,
  Close,
  Search,
  People,
  Person,
  Send,
  Back,
  Gear,
  More,
  Clock,
  Check,
  Checks,
  Alert,
  ChevronDown,
  Reply,
  Copy,
  Trash,
  Retry,
  Door,
  Sun,
  Moon,
  Bell,
  Globe,
  Lock,
  Chat,
  Hash,
  Wifi,
  Ban,
  Edit,
  Auto,
};

// Commands in the manner of SVG paths, absolute and in 24-unit coordinates: M x y, L x y,
// C x1 y1 x2 y2 x y, O cx cy r (a circle), Z.
std::string_view icon_path(Icon icon);
bool icon_mirrors(Icon icon);       // points somewhere: turned round in right-to-left
const char* icon_class(Icon icon);  // of the twin: "ic-send"

}  // namespace confab::ui
