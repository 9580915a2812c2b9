// SPDX-License-Identifier: MIT
// Drawing the log and following the browser's scrolling. What keeps rows and store in step is in
// message_sync.cpp.
#include "ui/message_list.h"

#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "ui/widgets.h"

namespace confab::ui {

using platform::TwinEvent;
using platform::TwinTag;

namespace {
constexpr int64_t kFoundMs = 3000;
constexpr int64_t kQuietMs = 250;  // after somebody scrolled, or something came
}  // namespace

void MessageList::draw(const chat::Conversation& c, const Rect& area) {
  RowContext x{f_, actions_, bodies_, c, area.w, f_.now < found_until_ ? found_ : 0, unfolded_};
  bodies_.begin(f_);
  plans_.clear();
  drawn_ = 0;
  if (jid_ != c.jid) enter(c);
  view_ = area.h;
  sync(x);
  const bool note =
      !c.messages.empty() && (c.history_complete || c.history_loading || c.history_failed);
  top_ = note ? 52.0f : 8.0f;
  bottom_ = c.typing.empty() ? 12.0f : 36.0f;
  if (unfolded_.asked) stick_ = unfolded_.asked = false, hold();  // to read on, where one was
  settle(x, area.h);
  if (content() < area.h) {  // few messages stand at the bottom, where the next one comes
    if (first_row_ > 0) first_row_ = 0;
    top_ += static_cast<float>(std::floor(area.h - content()));
  }

  Node& log = f_.open(TwinTag::Div, key("log", std::hash<chat::Jid>()(c.jid)), area);
  const uint64_t log_path = log.path;
  log.cls("log").attr("role", "log").attr("aria-live", "off").attr("data-jid", c.jid.str());
  log.attr("aria-label", f_.str(Str::messages_with, c.name.empty() ? c.jid.local() : c.name));
  log.attr("tabindex", "0").attr("data-nav", "");
  log.clips = true;
  log.scroll_y = scroll_;
  if (std::abs(scroll_ - dom_scroll_) > 0.01) log.set_scroll = static_cast<float>(scroll_);
  dom_scroll_ = scroll_;
  log.on = [this](const TwinInput& in) {
    if (in.event == TwinEvent::Scroll) on_scroll(in.y);
  };
  const auto at = static_cast<float>(scroll_);
  f_.node(TwinTag::Div, 1, {area.x, area.y - at, area.w, static_cast<float>(content())})
      .cls("spacer");
  f_.paint.clip(area);
  top_row(x, area);
  rows(x, area);
  typing_row(x, area, area.y + static_cast<float>(content() - bottom_ - scroll_));
  f_.paint.unclip();
  f_.close();
  history_.window(log_path, base_, first_row_, end_row_);
  focus_ring(f_, log_path, area.inset(3), 6);
  jump_button(x, area);
  ask_older(c);
}

const RowPlan& MessageList::plan(RowContext& x, size_t i) {
  const auto it = plans_.find(i);
  if (it != plans_.end()) return it->second;
  const RowPlan& p = plans_.emplace(i, plan_row(x, i)).first->second;
  index_.set(i, p.height);
  return p;
}

void MessageList::settle(RowContext& x, float view) {
  const size_t n = index_.size();
  const double over = view * 0.75;
  if (n == 0) {
    scroll_ = 0, first_row_ = end_row_ = 0;
    return;
  }
  if (stick_) {
    // From the last row upwards until view and margin are filled.
    double filled = 0;
    size_t i = n;
    while (i > 0 && filled < view + over) filled += plan(x, --i).height;
    first_row_ = i, end_row_ = n;
    scroll_ = std::max(0.0, content() - view);
    return hold();
  }
  anchor_ = std::min(anchor_, n - 1);
  size_t down = anchor_;
  double room = view + over - std::min(delta_, 0.0) + std::max(delta_, 0.0);
  for (; down < n && room > 0; ++down) room -= plan(x, down).height;
  size_t up = anchor_;
  for (room = over; up > 0 && room > 0; --up) room -= plan(x, up - 1).height;
  first_row_ = up, end_row_ = down;
  const double most = std::max(0.0, content() - view);
  scroll_ = std::clamp(top_ + static_cast<double>(index_.offset(anchor_)) + delta_, 0.0, most);
  // The view may reach above what was laid out when the end came closer.
  while (first_row_ > 0 && top_ + static_cast<double>(index_.offset(first_row_)) > scroll_) {
    plan(x, --first_row_);
    scroll_ = std::min(scroll_, std::max(0.0, content() - view));
  }
  stick_ = scroll_ >= std::max(0.0, content() - view) - 1;
}

void MessageList::hold() {
  const double y = std::max(0.0, scroll_ - top_);
  anchor_ = index_.find(static_cast<int64_t>(y));
  delta_ = scroll_ - top_ - static_cast<double>(index_.offset(anchor_));
}

void MessageList::on_scroll(double y) {
  dom_scroll_ = scroll_ = y;
  stick_ = y >= content() - view_ - 2;
  scrolled_at_ = f_.host.clock.monotonic_ms();
  hold();
}

bool MessageList::scrolling() const { return f_.now - scrolled_at_ < kQuietMs; }

void MessageList::to_end() {
  stick_ = true;
  f_.request("to end");
}

void MessageList::reveal(chat::MessageKey k) {
  const chat::Conversation* c = f_.host.store.find(jid_);
  if (!c) return;
  const size_t i = f_.host.store.index_of(*c, k);
  if (i >= index_.size()) return;
  stick_ = false, anchor_ = i, delta_ = -view_ / 3;
  found_ = k, found_until_ = f_.host.clock.monotonic_ms() + kFoundMs;
  constexpr int64_t kUnfold = 5;  // what was found may be in a part that was folded
  int64_t& unfolded = unfolded_.steps[k];
  unfolded = std::max(unfolded, kUnfold);
}

void MessageList::found_mark(RowContext& x, size_t i, const RowPlan& p, const Rect& row) {
  if (found_ == 0 || x.c.messages[i].key != found_) return;
  const bool on = f_.now < found_until_;
  const float shown = f_.animate(key("found"), on, 240);
  if (on) f_.wake_after(found_until_ - f_.now);
  if (!on && shown <= 0.01f) {
    found_ = 0;
    return;
  }
  const float from = p.named ? p.name_y : p.bubble.y;
  f_.paint.push_alpha(shown * 0.22f);
  f_.paint.fill({row.x + 8, row.y + from - 4, row.w - 16, p.bubble.bottom() - from + 8},
                f_.theme->accent, 10);
  f_.paint.pop_alpha();
}

void MessageList::rows(RowContext& x, const Rect& area) {
  const Rect view = area;
  double y = area.y + top_ + static_cast<double>(index_.offset(first_row_)) - scroll_;
  for (size_t i = first_row_; i < end_row_; ++i) {
    const RowPlan& p = plan(x, i);
    const auto top = static_cast<float>(y);
    const bool seen = top < view.bottom() && top + static_cast<float>(p.height) > view.y;
    f_.paint.mute(!seen);
    found_mark(x, i, p, {area.x, top, area.w, static_cast<float>(p.height)});
    draw_row(x, i, p, area.x, top, view);
    drawn_ += seen;
    y += p.height;
  }
  f_.paint.mute(false);
}

void MessageList::top_row(RowContext& x, const Rect& area) {
  if (!x.c.history_failed && !x.c.history_loading && !x.c.history_complete) return;
  if (x.c.messages.empty()) return;
  const auto y = static_cast<float>(area.y - scroll_) + top_ - 52;
  const Rect r{area.x + 16, y + 12, area.w - 32, 32};
  const Theme& t = *f_.theme;
  if (x.c.history_failed) {
    const std::string& again = f_.str(Str::retry);
    const float bw = f_.text_width(again, kBodyBold) + 24;
    f_.open(TwinTag::Div, 2, r).cls("gap");
    f_.label(1, {r.x, r.y, r.w - bw, r.h}, f_.str(Str::history_failed), kSmall, t.dim,
             Align::Center, "dim");
    button(f_, 2, {r.right() - bw, r.y, bw, r.h}, again, {Look::Plain},
           [dispatch = f_.host.dispatch, jid = x.c.jid](const TwinInput&) {
             dispatch(chat::LoadOlder{jid});
           });
    f_.close();
  } else if (x.c.history_loading) {
    for (int i = 0; i < 2; ++i) {  // quiet bones, not a spinner
      const float w = i == 0 ? 180.0f : 120.0f;
      f_.paint.fill({r.x + 36, r.y + static_cast<float>(i) * 18 - 2, std::min(w, r.w - 40), 12},
                    t.other, 6);
    }
  } else if (x.c.history_complete) {
    const std::string& start = f_.str(Str::history_start);
    const float h = f_.paragraph(2, r, start, kTiny, t.dim, Align::Center, "", false);
    f_.paragraph(2, {r.x, r.y + (r.h - h) / 2, r.w, h}, start, kTiny, t.dim, Align::Center,
                 "info dim");
  }
}

void MessageList::typing_row(RowContext& x, const Rect& area, float y) {
  if (x.c.typing.empty()) return;
  const auto& who = x.c.typing;
  std::string text = f_.str(Str::many_typing);
  if (who.size() == 1) text = f_.str(Str::is_typing, names::shown(who.begin()->first));
  if (who.size() == 2)
    text = f_.str(Str::two_typing, names::shown(who.begin()->first),
                  names::shown(std::next(who.begin())->first));
  f_.label(3, {area.x + (f_.options.show_avatars ? 60.0f : 24.0f), y + 6, area.w - 76, 18}, text,
           kSmall, f_.theme->dim, Align::Start, "typing dim");
}

void MessageList::jump_button(RowContext& x, const Rect& area) {
  const float shown = f_.animate(key("jump"), !stick_ && content() - scroll_ > view_ * 1.5);
  if (shown <= 0.01f) return;
  const Rect r{area.right() - 16 - 40, area.bottom() - 16 - 40 + (1 - shown) * 8, 40, 40};
  const Theme& t = *f_.theme;
  f_.paint.push_alpha(shown);
  f_.paint.shadow(r, 20, t.dark);
  f_.paint.fill(r, t.raise, 20);
  f_.paint.stroke(r, t.line, 20);
  const int n = x.c.unread;
  icon_button(f_, key("jump"), r, {.icon = Icon::ChevronDown, .round = true},
              n > 0 ? f_.str.count(Str::jump_new, n) : f_.str(Str::jump_latest),
              [this](const TwinInput&) { to_end(); });
  if (n > 0) badge(f_, key("jumpn"), r.right() + 4, r.y - 8, n, t.accent, t.on_accent);
  f_.paint.pop_alpha();
}

void MessageList::ask_older(const chat::Conversation& c) {
  if (c.history_complete || c.history_loading || c.history_failed) return;
  if (scroll_ > 2 * view_ || c.messages.empty()) return;
  const chat::MessageKey oldest = c.messages.front().key;
  if (oldest == asked_) return;
  asked_ = oldest;
  f_.host.dispatch(chat::LoadOlder{c.jid});
}

bool MessageList::idle_work() {
  const chat::Conversation* c = f_.host.store.find(jid_);
  if (!c || index_.size() != c->messages.size()) return false;
  if (c->revision != quiet_revision_) quiet_revision_ = c->revision, quiet_since_ = f_.now;
  if (scrolling() || f_.now - quiet_since_ < kQuietMs) {
    f_.wake_after(kQuietMs + 10);
    return false;
  }
  return history_.step(*c, index_, top_, width_);
}

}  // namespace confab::ui
