// SPDX-License-Identifier: MIT
// The drawings themselves, made for this program.
#include "ui/icons.h"

#include <cstddef>

namespace confab::ui {
namespace {

struct Drawing {
  const char* cls;
  bool mirrors;
  const char* path;
};

constexpr Drawing kDrawings[] = {
    {"", false, ""},
    {"ic-plus", false, "M12 5 L12 19 M5 12 L19 12"},
    {"ic-close", false, "M6 6 L18 18 M18 6 L6 18"},
    {"ic-search", false, "O11 11 6.5 M20 20 L15.8 15.8"},
    {"ic-people", false,
     "O9 8 3.5 M3 20 C3 16.5 5.7 14 9 14 C12.3 14 15 16.5 15 20 "
     "M16 5 C18 5 19.5 6.5 19.5 8.3 C19.5 10 18 11.5 16 11.5 "
     "M17.5 14.5 C19.7 15.3 21 17.4 21 20"},
    {"ic-person", false, "O12 8 3.8 M5 20 C5 16.4 8 14 12 14 C16 14 19 16.4 19 20"},
    {"ic-send", true, "M4 12 L20 4 L15 20 L11.5 13.5 Z M11.5 13.5 L20 4"},
    {"ic-back", true, "M15 5 L8 12 L15 19"},
    {"ic-gear", false,  // sliders: a cog's teeth blur at 18 px
     "M4 7 L10.5 7 M15.5 7 L20 7 O13 7 2.5 M4 17 L6.5 17 M11.5 17 L20 17 O9 17 2.5"},
    {"ic-more", false, "O5.5 12 0.6 O12 12 0.6 O18.5 12 0.6"},
    {"ic-clock", false, "O12 12 8 M12 8 L12 12 L15 14"},
    {"ic-check", false, "M4 13 L9 18 L19 7"},
    {"ic-checks", false, "M2 13 L7 18 L17 7 M11 17 L12 18 L22 7"},
    {"ic-alert", false, "O12 12 9 M12 7.5 L12 12.5 O12 16 0.4"},
    {"ic-down", false, "M6 9.5 L12 15.5 L18 9.5"},
    {"ic-reply", true, "M10 6 L4 12 L10 18 M4 12 L14 12 C18 12 20 14.5 20 19"},
    {"ic-copy", false, "M9 9 L19 9 L19 20 L9 20 Z M5 15 L5 4 L15 4"},
    {"ic-trash", false,
     "M4 7 L20 7 M9.5 7 L9.5 4 L14.5 4 L14.5 7 M6.5 7 L7.5 20 L16.5 20 L17.5 7 "
     "M10.3 11 L10.3 16 M13.7 11 L13.7 16"},
    {"ic-retry", true,
     "M19.5 12 C19.5 16.1 16.1 19.5 12 19.5 C7.9 19.5 4.5 16.1 4.5 12 "
     "C4.5 7.9 7.9 4.5 12 4.5 C14.8 4.5 17 5.8 18.5 8 M19 4 L19 8.5 L14.5 8.5"},
    {"ic-door", true, "M14 4 L6 4 L6 20 L14 20 M10.5 12 L20 12 M16.5 8.5 L20 12 L16.5 15.5"},
    {"ic-sun", false,
     "O12 12 4 M12 2.5 L12 4.5 M12 19.5 L12 21.5 M2.5 12 L4.5 12 M19.5 12 L21.5 12 "
     "M5.3 5.3 L6.7 6.7 M17.3 17.3 L18.7 18.7 M5.3 18.7 L6.7 17.3 M17.3 6.7 L18.7 5.3"},
    {"ic-moon", false,
     "M20 14.5 C18.9 15 17.7 15.2 16.5 15.2 C12 15.2 8.8 12 8.8 7.5 C8.8 6.3 9 5.1 9.5 4 "
     "C6.2 5.2 4 8.4 4 12 C4 16.6 7.4 20 12 20 C15.6 20 18.8 17.8 20 14.5 Z"},
    {"ic-bell", false,
     "M6 16.5 L6 10.5 C6 7 8.7 4.5 12 4.5 C15.3 4.5 18 7 18 10.5 L18 16.5 L19.5 18 L4.5 18 Z "
     "M10 20.5 C11 21.5 13 21.5 14 20.5"},
    {"ic-globe", false,
     "O12 12 8.5 M3.5 12 L20.5 12 M12 3.5 C15 6 15.5 9 15.5 12 C15.5 15 15 18 12 20.5 "
     "M12 3.5 C9 6 8.5 9 8.5 12 C8.5 15 9 18 12 20.5"},
    {"ic-lock", false,
     "M6 11 L18 11 L18 20 L6 20 Z M8.5 11 L8.5 8 C8.5 5.8 10 4.5 12 4.5 C14 4.5 15.5 5.8 15.5 8 "
     "L15.5 11"},
    {"ic-chat", true, "M4 5 L20 5 L20 16 L11 16 L7 20 L7 16 L4 16 Z"},
    {"ic-hash", false, "M10 4 L8 20 M16 4 L14 20 M5 9.5 L20 9.5 M4 14.5 L19 14.5"},
    {"ic-wifi", false,
     "M3 9.5 C8 4.8 16 4.8 21 9.5 M6.3 13 C9.5 10 14.5 10 17.7 13 M9.5 16.3 C11 15 13 15 14.5 16.3 "
     "O12 19.3 0.4"},
    {"ic-ban", false, "O12 12 8.5 M6 6 L18 18"},
    {"ic-edit", false, "M5 19 L6 15 L16 5 L19 8 L9 18 Z M13.5 7.5 L16.5 10.5"},
    {"ic-auto", false, "O12 12 8.5 M12 3.5 L12 20.5 M12 7 L17.5 7 M12 12 L20 12 M12 17 L17.5 17"},
};

const Drawing& drawing(Icon icon) { return kDrawings[static_cast<size_t>(icon)]; }

}  // namespace

std::string_view icon_path(Icon icon) { return drawing(icon).path; }
bool icon_mirrors(Icon icon) { return drawing(icon).mirrors; }
const char* icon_class(Icon icon) { return drawing(icon).cls; }

}  // namespace confab::ui
