// SPDX-License-Identifier: MIT
// HistoryText: keeps loaded messages that are out of view findable: blocks of plain text in the
// twin, hidden until the browser's find-in-page reveals them. Works in small steps, only when idle.
#pragma once

#include <map>

#include "chat/model.h"
#include "ui/frame.h"
#include "ui/scroll_index.h"
#include "ui/twin_diff.h"

namespace confab::ui {

class HistoryText {
 public:
  static constexpr int64_t kBlock = 100;  // messages
  HistoryText(Frame& frame, TwinDiff& twin) : f_(frame), twin_(twin) {}

  // `base`: a number for the conversation's first message that makes base + i stable while messages
  // come and go at the ends. Rows [first, end) are real articles: no block may hold them.
  void window(uint64_t log_path, int64_t base, size_t first, size_t end);
  // One block's worth of work; true: there is more.
  bool step(const chat::Conversation& c, const ScrollIndex& index, float top, float width);
  void drop_all();                   // positions mean something else now
  void clear() { blocks_.clear(); }  // the log's nodes are gone with it

 private:
  struct Block {
    uint32_t id = 0;
    int64_t begin = 0, end = 0, gap_begin = 0, gap_end = 0;  // messages held: [begin, end) - gap
    int64_t y = -1;
    bool operator==(const Block& o) const {
      return begin == o.begin && end == o.end && gap_begin == o.gap_begin && gap_end == o.gap_end;
    }
  };
  void build(Block& b, const chat::Conversation& c, const ScrollIndex& index, float top,
             float width);

  Frame& f_;
  TwinDiff& twin_;
  std::map<int64_t, Block> blocks_;  // by number / kBlock
  uint64_t log_ = 0;
  int64_t base_ = 0, first_ = 0, end_ = 0;
};

}  // namespace confab::ui
