// SPDX-License-Identifier: MIT
// Blocks are made, moved and dropped one at a time between frames that draw.
#include "ui/history_text.h"

#include <algorithm>

namespace confab::ui {

using platform::TwinTag;

void HistoryText::window(uint64_t log_path, int64_t base, size_t first, size_t end) {
  log_ = log_path, base_ = base;
  first_ = base + static_cast<int64_t>(first), end_ = base + static_cast<int64_t>(end);
  std::erase_if(blocks_, [this](const auto& entry) {
    const Block& b = entry.second;
    const auto meets = [this](int64_t from, int64_t to) {
      return from < to && from < end_ && to > first_;
    };
    const bool hit =
        meets(b.begin, std::min(b.gap_begin, b.end)) || meets(std::max(b.gap_end, b.begin), b.end);
    if (hit && b.id) twin_.patch().remove(b.id);
    return hit;
  });
}

void HistoryText::drop_all() {
  for (const auto& [n, b] : blocks_)
    if (b.id) twin_.patch().remove(b.id);
  blocks_.clear();
}

bool HistoryText::step(const chat::Conversation& c, const ScrollIndex& index, float top,
                       float width) {
  const int64_t count = static_cast<int64_t>(std::min(c.messages.size(), index.size()));
  const int64_t low = base_, high = base_ + count;
  if (count == 0 || !twin_.id_of_path(log_)) return false;
  const auto floor_div = [](int64_t v) { return (v >= 0 ? v : v - kBlock + 1) / kBlock; };
  // Nearest to the view first would be nicer, but order does not matter once all are there.
  for (int64_t n = floor_div(high - 1); n >= floor_div(low); --n) {
    Block want;
    want.begin = std::max(n * kBlock, low), want.end = std::min((n + 1) * kBlock, high);
    want.gap_begin = std::clamp(first_, want.begin, want.end);
    want.gap_end = std::clamp(end_, want.gap_begin, want.end);
    const bool any = want.gap_end - want.gap_begin < want.end - want.begin;
    const auto it = blocks_.find(n);
    const int64_t y = index.offset(static_cast<size_t>(want.begin - base_));
    if (it != blocks_.end() && it->second == want && (it->second.y == y || !it->second.id))
      continue;
    if (it != blocks_.end() && it->second.id) twin_.patch().remove(it->second.id);
    want.y = y;
    if (any) build(want, c, index, top, width);
    blocks_[n] = want;
    return true;
  }
  return false;
}

void HistoryText::build(Block& b, const chat::Conversation& c, const ScrollIndex& index, float top,
                        float width) {
  PatchWriter& p = twin_.patch();
  b.id = twin_.fresh_id();
  const auto at = [this](int64_t n) { return static_cast<size_t>(n - base_); };
  const int64_t y = index.offset(at(b.begin)), bottom = index.offset(at(b.end));
  p.create(b.id, twin_.id_of_path(log_), 0, TwinTag::Div);
  p.attr(b.id, "class", "past " + f_.text_class(kBody));
  p.attr(b.id, "hidden", "until-found");
  p.attr(b.id, "aria-hidden", "true");
  p.rect(b.id, 0, top + static_cast<float>(y), width, static_cast<float>(bottom - y));
  for (int64_t n = b.begin; n < b.end; ++n) {
    if (n == b.gap_begin) n = b.gap_end;
    if (n >= b.end) break;
    const chat::Message& m = c.messages[at(n)];
    if (m.kind != chat::EntryKind::Text || m.body.empty()) continue;
    const uint32_t id = twin_.fresh_id();
    const int64_t row = index.offset(at(n));
    p.create(id, b.id, 0, TwinTag::Div);
    p.text(id, m.body);
    p.attr(id, "hidden", "until-found");  // of its own, so that a hit says which message it is in
    p.attr(id, "data-key", std::to_string(m.key));
    p.rect(id, 52, static_cast<float>(row - y), std::max(40.0f, width - 104),
           static_cast<float>(index.height(at(n))));
  }
}

}  // namespace confab::ui
