// SPDX-License-Identifier: MIT
// Host: what an instance asks of the page around it: frames, events to the site, clipboard, sound,
// language facts. One per widget instance.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace confab::platform {

class FrameScheduler {
 public:
  virtual ~FrameScheduler() = default;
  // Asks for one animation frame; more calls before it change nothing. Nothing is drawn while the
  // window is closed or the page hidden: the request is kept until it shows. News from the network
  // ("store") may be kept for a few frames' time, so that a flood of it costs less.
  virtual void request(const char* reason) = 0;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual void emit(std::string_view event,
                    std::string_view detail_json) = 0;                       // contract section 4
  virtual void reply(uint32_t call_id, std::string_view json, bool ok) = 0;  // API promise
  virtual void copy_text(std::string_view text) = 0;
  virtual void play_sound(std::string_view name) = 0;   // "message"; honours the browser's rules
  virtual void open_link(std::string_view url) = 0;     // already checked scheme; new tab
  virtual void close_window() = 0;                      // overlayed: back to the launcher
  virtual void set_theme(std::string_view scheme) = 0;  // "auto" | "light" | "dark"
  virtual void set_language(std::string_view tag) = 0;  // loads locale, calls back with strings
  // What to log in with, from the site's server; the answer is the API call "credentials". again:
  // what was given last is of no use any more.
  virtual void ask_credentials(bool again) = 0;
  // Localised by the browser (Intl): style "time", "day" ("Today" is ours), "full", "weekday".
  virtual std::string format_time(int64_t wall_ms, std::string_view style) = 0;
};

}  // namespace confab::platform
