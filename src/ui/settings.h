// SPDX-License-Identifier: MIT
// Settings: what a visitor may choose for themselves: theme, sound, language; and signing out.
// Kept in platform::Storage; nothing of it leaves the browser.
#pragma once

#include <string>

#include "ui/actions.h"

namespace confab::ui {

struct SettingsState {
  std::string theme = "auto";  // auto, light, dark
  std::string language;        // "" as the page
  bool sound = false;
  double scroll = 0;  // of the pane while it is open, and the height of what is in it
  float height = 0;

  // `sound`: what the site chose, until the visitor chooses.
  void load(platform::Storage& storage, bool sound_default);
  void save(platform::Storage& storage) const;
};

// The whole pane, with its header. `close` leaves it.
void settings_panel(Frame& f, Actions& actions, SettingsState& state, const Rect& r,
                    Function<void()> close);

}  // namespace confab::ui
