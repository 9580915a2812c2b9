// SPDX-License-Identifier: MIT
// Frame: what every control gets: services, theme, strings, pointer and focus state, and the two
// outputs it feeds at once, the picture (paint) and the twin (tree). Lives as long as the Shell.
#pragma once

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "text/layout.h"
#include "text/measurer.h"
#include "text/run_cache.h"
#include "ui/painter.h"
#include "ui/shell.h"
#include "ui/strings.h"

namespace confab::ui {

enum class Align : uint8_t { Start, Center, End };

class Frame {
 public:
  Frame(Shell::Services services, ShellOptions options);

  Shell::Services host;
  ShellOptions options;
  Environment env;
  Strings str;
  const Theme* theme;
  Painter paint;
  Tree tree;
  text::Measurer measurer;
  text::RunCache runs;
  float width = 0, height = 0, dpr = 1;
  int64_t now = 0;  // monotonic ms

  // Pointer and focus, as node paths of the frame on screen; 0: none.
  uint64_t hot = 0, pressed = 0, focused = 0;
  bool focus_visible = false;
  uint64_t focus_wanted = 0;  // path that should get the focus
  int focus_tries = 0;

  void begin(float w, float h, float scale, struct ImDrawList* list);
  bool animating() const { return animating_; }
  static constexpr float kFadeMs = 120;
  // Eased way of `on` from 0 to 1; at once with reduced motion, and when it is asked for first.
  float animate(uint64_t id, bool on, float ms = kFadeMs);
  float appear(uint64_t id);    // the way of what comes up, from 0 when it is asked for first
  void wake_after(int64_t ms);  // a frame then, without frames until then
  void want_focus(uint64_t path) { focus_wanted = path, focus_tries = 3; }
  void request(const char* why) { host.frames.request(why); }

  // Twin nodes at logical coordinates.
  Node& node(platform::TwinTag tag, uint64_t key, const Rect& r) {
    return tree.add(tag, key, paint.mirror(r));
  }
  Node& open(platform::TwinTag tag, uint64_t key, const Rect& r) {
    return tree.open(tag, key, paint.mirror(r));
  }
  void close() { tree.close(); }

  // Text. Types are scaled by the visitor's font size.
  Type scaled(Type t) const;
  float line(Type t) const { return line_height(scaled(t).px); }
  // Heights of what holds two lines: as designed, or what the visitor's size of letters needs.
  float header() const { return std::max(metric::header, line(kHead) + line(kSmall) + 12); }
  float list_row() const { return std::max(metric::row, line(kBodyBold) + line(kSmall) + 14); }
  std::string text_class(Type t) const;  // "t15 w600"
  float text_width(std::string_view s, Type t);
  // One line centred in `r`, shortened to fit. Returns the logical box the ink has.
  Rect text(const Rect& r, std::string_view s, Type t, Color c, Align align = Align::Start);
  // The same with a twin element on it. `cls` is added to its classes.
  Node& label(uint64_t key, const Rect& r, std::string_view s, Type t, Color c,
              Align align = Align::Start, const char* cls = "",
              platform::TwinTag tag = platform::TwinTag::Span);
  // Wrapped text with a twin; returns its height. `draw` false only measures.
  float paragraph(uint64_t key, const Rect& r, std::string_view s, Type t, Color c,
                  Align align = Align::Start, const char* cls = "", bool draw = true);
  // The same without a twin, for the label of a control that has a name of its own.
  float wrapped(const Rect& r, std::string_view s, Type t, Color c, bool draw = true);
  // A run at window coordinates, its advance known.
  void run(float x, float y, std::string_view s, float advance, Type t, bool italic, bool rtl,
           Color c, float line = 0);
  void forget_times() { times_.clear(); }                       // another language
  const std::string& time(int64_t wall_ms, const char* style);  // Host::format_time, cached
  int64_t local_day(int64_t wall_ms);  // day number in the visitor's time zone
  // XEP-0392 colours of a name, cached: as a fill, and as text on `surface`.
  Color fill_of(std::string_view name);
  Color ink_of(std::string_view name, Color surface);

 private:
  text::Layout wrap(std::string_view s, Type t, float width);
  void paint_lines(const text::Layout& layout, const Rect& r, std::string_view s, Type t, Color c,
                   Align align);
  float advance(uint64_t id, float first, float goal, float ms);
  struct Anim {
    float from, to;
    int64_t start, used;
  };
  struct Known {
    std::string fitted;
    float width;
    bool rtl;
  };
  const Known& known(std::string_view s, Type t, float max_width);

  std::unordered_map<uint64_t, Anim> anims_;
  std::unordered_map<uint64_t, Known> known_;
  std::unordered_map<uint64_t, std::string> times_;
  std::unordered_map<uint64_t, Color> colours_;
  std::unordered_map<int64_t, int> offsets_;  // hour -> minutes east of UTC
  uint32_t epoch_ = 0;
  bool animating_ = false;
  platform::TimerId timer_ = 0;
  int64_t timer_at_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace confab::ui
