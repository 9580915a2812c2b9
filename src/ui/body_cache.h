// SPDX-License-Identifier: MIT
// BodyCache: laid-out message bodies, bounded, keyed by message; dropped when revision, width, font
// or measured widths change. Also words info entries and failures.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "chat/model.h"
#include "text/layout.h"
#include "ui/frame.h"

namespace confab::ui {

struct Body {
  text::Layout layout;
  std::vector<text::Span> spans;
  std::string worded;  // Info: what is shown instead of the message's body
  chat::MessageKey key = 0;
  bool folded = false;  // there is more of it than the layout has
  int64_t unfolded = 0;
  uint32_t revision = 0;
  float max_width = 0;
  uint64_t used = 0;
  std::string_view text(const chat::Message& m) const {
    return m.kind == chat::EntryKind::Text ? std::string_view(m.body) : std::string_view(worded);
  }
};

class BodyCache {
 public:
  static constexpr size_t kLimit = 600;
  // Lines shown of a long message that somebody has asked `unfolded` times to see more of. Each
  // line is an element of the page: tens of thousands would stop it.
  static size_t lines_shown(int64_t unfolded) { return 100 + 1000 * static_cast<size_t>(unfolded); }
  // Valid until the next begin().
  const Body& get(Frame& f, const chat::Message& m, float max_width, std::string_view own_nick,
                  int64_t unfolded);
  void begin(Frame& f);  // of a frame: forgets what was not used for long
  void clear() { bodies_.clear(); }
  size_t size() const { return bodies_.size(); }

 private:
  std::unordered_map<chat::MessageKey, Body> bodies_;
  uint64_t frame_ = 0;
  uint32_t epoch_ = 0;
  float scale_ = 0;
};

std::string info_sentence(const Strings& str, std::string_view body);
std::string failure_sentence(const Strings& str, const std::string& condition);

}  // namespace confab::ui
