// SPDX-License-Identifier: MIT
// The plan of a row: grouping, separators, bubble width, and where time and state find room.
#include "ui/message_row.h"

#include <algorithm>
#include <cmath>

namespace confab::ui {
namespace {

constexpr int64_t kGroupMs = 5 * 60 * 1000;
constexpr float kFace = 28, kFaceGap = 8, kPadX = 12, kPadY = 8, kWidest = 640;
constexpr float kMore = 36;  // below a folded message

bool starts_day(RowContext& x, size_t i) {
  return i == 0 ||
         day_of(x.f, x.c.messages[i].stamp_ms) != day_of(x.f, x.c.messages[i - 1].stamp_ms);
}

bool divided(const RowContext& x, size_t i) {
  return x.c.first_unread != 0 && x.c.messages[i].key == x.c.first_unread;
}

// Row i goes on in the group of row i - 1.
bool continues(RowContext& x, size_t i) {
  if (i == 0) return false;
  const chat::Message& a = x.c.messages[i - 1];
  const chat::Message& b = x.c.messages[i];
  return a.kind == chat::EntryKind::Text && b.kind == chat::EntryKind::Text && a.own == b.own &&
         a.from == b.from && std::abs(b.stamp_ms - a.stamp_ms) < kGroupMs &&
         a.state != chat::MessageState::Failed && !starts_day(x, i) && !divided(x, i);
}

int64_t unfolded(const RowContext& x, const chat::Message& m) {
  const auto it = x.unfolded.steps.find(m.key);
  return it == x.unfolded.steps.end() ? 0 : it->second;
}

bool has_face(const RowContext& x, const chat::Message& m) {
  return !m.own && x.f.options.show_avatars;
}

// The row's furniture above the bubble; fills p's flags and returns the y below it.
float furniture(RowContext& x, size_t i, RowPlan& p) {
  const chat::Message& m = x.c.messages[i];
  p.day = starts_day(x, i);
  p.divider = divided(x, i);
  p.first = !continues(x, i);
  p.last = i + 1 >= x.c.messages.size() || !continues(x, i + 1);
  p.named = p.first && !m.own && x.c.kind == chat::ConversationKind::Room;
  p.faced = has_face(x, m);
  float y = 0;
  if (p.day) p.day_y = 12, y = 48;
  if (p.divider) p.divider_y = y + 8, y += 32;
  if (m.kind != chat::EntryKind::Text) return y + (p.day ? 0 : 6);
  y += p.first ? (p.day || p.divider ? 0 : 12) : 2;
  if (p.named) p.name_y = y, y += x.f.line(kSmallBold) + 2;
  return y;
}

float bubble_limit(const RowContext& x, bool faced) {
  const float group = std::min(x.inner() * 0.86f, kWidest);
  return std::floor(group - (faced ? kFace + kFaceGap : 0));
}

}  // namespace

int64_t day_of(Frame& f, int64_t wall_ms) { return f.local_day(wall_ms); }

int estimate_row(RowContext& x, size_t i) {
  const chat::Message& m = x.c.messages[i];
  RowPlan p;
  const float y = furniture(x, i, p);
  if (m.kind == chat::EntryKind::Gap) return static_cast<int>(y) + 44;
  if (m.kind == chat::EntryKind::Info) return static_cast<int>(y) + 16 + 6;
  const float line = x.f.line(kBody);
  const float wide = std::max(60.0f, bubble_limit(x, p.faced) - 2 * kPadX);
  const float per_line = std::max(8.0f, wide / (static_cast<float>(x.f.scaled(kBody).px) * 0.5f));
  const auto breaks = std::count(m.body.begin(), m.body.end(), '\n');
  const float lines =
      std::ceil(static_cast<float>(m.body.size()) / per_line) + static_cast<float>(breaks);
  const float most = static_cast<float>(BodyCache::lines_shown(unfolded(x, m)));
  float h = y + 2 * kPadY + line * std::clamp(lines, 1.0f, most) + (lines > most ? kMore : 0);
  if (m.state == chat::MessageState::Failed) h += 36;
  return static_cast<int>(std::ceil(h));
}

RowPlan plan_row(RowContext& x, size_t i) {
  Frame& f = x.f;
  const chat::Message& m = x.c.messages[i];
  RowPlan p;
  float y = furniture(x, i, p);
  if (m.kind == chat::EntryKind::Gap) {
    p.bubble = {16, y, x.inner(), 36};
    p.height = static_cast<int>(std::ceil(y + 44));
    return p;
  }
  if (m.kind == chat::EntryKind::Info) {
    p.body = &x.bodies.get(f, m, std::max(80.0f, x.inner() - 48), {}, 0);
    const float h = f.line(kTiny) * static_cast<float>(p.body->layout.lines.size());
    p.text = {16 + 24, y, x.inner() - 48, h};
    p.bubble = p.text;
    p.height = static_cast<int>(std::ceil(y + h + 6));
    return p;
  }
  const float limit = std::max(60.0f, bubble_limit(x, p.faced) - 2 * kPadX);
  p.body = &x.bodies.get(f, m, limit,
                         x.c.kind == chat::ConversationKind::Room ? x.c.nick : std::string_view(),
                         unfolded(x, m));
  const text::Layout& lay = p.body->layout;
  p.meta_time = std::ceil(f.text_width(f.time(m.stamp_ms, "time"), kMeta));
  float meta_w = p.meta_time + (m.own ? 4 + 14 : 0);
  if (m.corrected) meta_w += std::ceil(f.text_width(f.str(Str::edited), kMeta)) + 6;
  const text::Line& end = lay.lines.back();
  const float together = end.width + 10 + meta_w;
  const bool folded = p.body->folded, fits = together <= limit && !folded;
  const float more_w = folded ? std::ceil(f.text_width(f.str(Str::show_more), kBodyBold)) + 20 : 0;
  const float below = folded ? more_w + 10 + meta_w : meta_w;
  const float inner = std::ceil(std::max({lay.width, fits ? together : below, 24.0f}));
  const float line = f.line(kBody), text_h = line * static_cast<float>(lay.lines.size());
  const float foot = folded ? kMore : fits ? 0 : f.line(kMeta) + 2;
  const float h = text_h + 2 * kPadY + foot, w = inner + 2 * kPadX;
  const float bx = m.own ? x.width - 16 - w : 16 + (p.faced ? kFace + kFaceGap : 0);
  p.bubble = {bx, y, w, h};
  p.text = {bx + kPadX, y + kPadY, inner, text_h};
  // Beside the end of the last line, whichever side that is; below, at the end side.
  const bool at_end = !fits || end.rtl == f.env.rtl;
  const float mh = f.line(kMeta);
  if (folded) p.more = {bx + kPadX - 10, y + h - kPadY - 32, more_w, 32};
  p.meta = {at_end ? bx + w - kPadX - meta_w : bx + kPadX, y + h - kPadY - mh, meta_w, mh};
  y += h;
  if (m.state == chat::MessageState::Failed) p.failed_y = y + 2, y += 36;
  p.height = static_cast<int>(std::ceil(y));
  return p;
}

}  // namespace confab::ui
