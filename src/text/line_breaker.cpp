// SPDX-License-Identifier: MIT
// Greedy line filling: cached word widths choose where a line ends, then the finished line is
// measured as a whole (kerning, joining) and made shorter when it came out too wide.
#include "text/line_breaker.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "text/run_text.h"
#include "text/unicode.h"

namespace confab::text {
namespace {

constexpr float kSlack = 0.05f;  // CSS px; float noise, less than anybody can see
constexpr int kAttempts = 8;

}  // namespace

LineBreaker::LineBreaker(std::string_view text, const std::vector<Span>& spans,
                         const LayoutOptions& options, Measurer& measurer, Layout& out)
    : text_(text),
      spans_(spans),
      options_(options),
      measurer_(measurer),
      out_(out),
      max_width_(options.max_width > 1 ? options.max_width : 1) {}

platform::Font LineBreaker::font_of(int32_t span) const {
  return run_font(options_.font, span < 0 ? 0 : spans_[static_cast<size_t>(span)].style);
}

float LineBreaker::measure_atom(const Atom& atom) {
  const std::string_view s = slice(atom.begin, atom.end);
  if (!atom.space || s.size() < 2) return measurer_.word(s, font_of(atom.span), rtl_);
  const bool plain = std::all_of(s.begin(), s.end(), [](char c) { return c == ' ' || c == '\t'; });
  if (!plain) return measurer_.word(s, font_of(atom.span), rtl_);
  return static_cast<float>(s.size()) * measurer_.word(" ", font_of(atom.span), rtl_);
}

void LineBreaker::push_atom(uint32_t begin, uint32_t end, int32_t span, bool space) {
  Atom atom;
  atom.begin = begin;
  atom.end = end;
  atom.span = span;
  atom.space = space;
  atom.width = measure_atom(atom);
  atoms_.push_back(atom);
}

void LineBreaker::make_atoms(uint32_t begin, uint32_t end) {
  atoms_.clear();
  clusters_of_ = ~size_t{0};
  has_controls_ = find_breaks(text_, begin, end, options_.lang, measurer_.rasterizer(), cells_);
  uint32_t start = begin;
  int32_t span = -1;
  bool space = false;
  for (size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    if (!cell.cluster_start) continue;
    while (span_ < spans_.size() && spans_[span_].end <= cell.at) ++span_;
    const bool inside = span_ < spans_.size() && spans_[span_].begin <= cell.at;
    const int32_t here = inside ? static_cast<int32_t>(span_) : -1;
    const bool blank = (cell.flags & kBreakSpace) != 0;
    if (i > 0 && (cell.break_before || blank != space || here != span)) {
      push_atom(start, cell.at, span, space);
      atoms_.back().break_after = cell.break_before;
      start = cell.at;
    }
    span = here;
    space = blank;
  }
  if (start < end) push_atom(start, end, span, space);
}

LineBreaker::Candidate LineBreaker::fill(size_t first, float limit, bool anywhere) {
  Candidate line;
  size_t opportunity = first;
  float width = 0, visible = 0, at_opportunity = 0;
  for (size_t i = first; i < atoms_.size(); ++i) {
    const Atom& atom = atoms_[i];
    if ((anywhere || !atom.space) && width + atom.width > limit + kSlack) {
      line.end = i;
      line.estimate = visible;
      if (!anywhere && opportunity > first) {
        line.end = opportunity;
        line.estimate = at_opportunity;
      } else if (cut(i, limit - width, i == first && !anywhere, line)) {
        line.estimate = width + line.part.width;
      } else if (line.end > i) {  // one wide cluster: the spaces after it hang
        while (line.end < atoms_.size() && atoms_[line.end].space) ++line.end;
      }
      return line;
    }
    width += atom.width;
    if (!atom.space) visible = width;
    if (atom.break_after) {
      opportunity = i + 1;
      at_opportunity = visible;
    }
  }
  line.end = atoms_.size();
  line.estimate = visible;
  return line;
}

// Takes as many grapheme clusters of the atom as fit into `room`: the first guess comes from the
// mean width, the next from what was measured, so a few short measurements do even in a
// 10,000-character word. False when nothing fits.
bool LineBreaker::cut(size_t index, float room, bool at_least_one, Candidate& candidate) {
  const Atom& atom = atoms_[index];
  if (clusters_of_ != index) {
    cluster_ends(slice(atom.begin, atom.end), measurer_.rasterizer(), clusters_);
    clusters_of_ = index;
    clusters_base_ = atom.begin;
    cluster_ = 0;
  }
  while (clusters_base_ + clusters_[cluster_] <= atom.begin) ++cluster_;
  const size_t count = clusters_.size() - cluster_;
  const auto end_of = [&](size_t n) { return clusters_base_ + clusters_[cluster_ + n - 1]; };
  const auto measured = [&](size_t n) {
    return measurer_.word(slice(atom.begin, end_of(n)), font_of(atom.span), rtl_);
  };
  const float mean = std::max(atom.width / static_cast<float>(count), 0.01f);

  size_t fits = 0, fails = count;
  float width = 0;
  for (int round = 0; fits + 1 < fails; ++round) {
    const size_t step =
        round < 6 ? static_cast<size_t>(std::max(room - width, 0.f) / mean) : (fails - fits) / 2;
    const size_t n = std::clamp(fits + step, fits + 1, fails - 1);
    const float w = measured(n);
    if (w <= room + kSlack) {
      fits = n;
      width = w;
    } else {
      fails = n;
    }
  }
  if (fits == 0 && !at_least_one) return false;
  if (fits == 0) width = measured(fits = 1);
  if (fits == count) {  // a single cluster
    candidate.end = index + 1;
    candidate.estimate = width;
    return false;
  }
  candidate.part = atom;
  candidate.part.end = end_of(fits);
  candidate.part.width = width;
  candidate.part.exact = true;
  return true;
}

// Fills line_runs_ without trailing spaces; returns the sum of their widths.
float LineBreaker::make_runs(size_t first, const Candidate& candidate) {
  line_runs_.clear();
  size_t last = candidate.end;
  if (!candidate.has_part())
    while (last > first && atoms_[last - 1].space) --last;
  float total = 0;
  size_t atoms_in_run = 0;
  const Atom* only = nullptr;
  const auto close = [&] {
    if (line_runs_.empty()) return;
    Run& run = line_runs_.back();
    run.width = atoms_in_run == 1 && only->exact
                    ? only->width
                    : measurer_.line(slice(run.begin, run.end), font_of(run.span), rtl_);
    total += run.width;
  };
  const auto add = [&](const Atom& atom) {
    if (!line_runs_.empty() && line_runs_.back().span == atom.span) {
      line_runs_.back().end = atom.end;
      ++atoms_in_run;
      return;
    }
    close();
    Run run;
    run.begin = atom.begin;
    run.end = atom.end;
    run.span = atom.span;
    run.style = atom.span < 0 ? 0 : spans_[static_cast<size_t>(atom.span)].style;
    line_runs_.push_back(run);
    atoms_in_run = 1;
    only = &atom;
  };
  for (size_t i = first; i < last; ++i) add(atoms_[i]);
  if (candidate.has_part()) add(candidate.part);
  close();
  return total;
}

LineBreaker::Candidate LineBreaker::fit_line(size_t first, float limit, bool anywhere,
                                             float& width) {
  float target = limit;
  Candidate line;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Candidate before = line;
    line = fill(first, target, anywhere);
    width = make_runs(first, line);
    if (width <= limit + kSlack || width <= 0) break;
    if (line.end == first + 1 && !line.has_part() && !atoms_[first].exact) {
      atoms_[first].width = width;  // what was left of a cut word: now it is known
      atoms_[first].exact = true;
      continue;
    }
    if (attempt > 0 && before.end == line.end && before.part.end == line.part.end) break;
    target = std::min(target, line.estimate) * (limit / width) - 0.01f;
  }
  return line;
}

uint32_t LineBreaker::controls_at(uint32_t pos) {
  if (!has_controls_) return 0;
  const std::string_view upto = text_.substr(0, pos);
  for (size_t at = open_pos_; at < pos;) open_.take(utf8::next(upto, at));
  open_pos_ = pos;
  if (open_.empty()) return 0;
  std::string openers = open_.openers();
  if (out_.controls.empty() || out_.controls.back() != openers)
    out_.controls.push_back(std::move(openers));
  return static_cast<uint32_t>(out_.controls.size());
}

// Appends the line of line_runs_.
void LineBreaker::commit(uint32_t begin, uint32_t end, float width, bool hard, bool ellipsis) {
  if (ellipsis) {
    Run run;
    run.begin = run.end = line_runs_.empty() ? begin : line_runs_.back().end;
    run.width = measurer_.word(kEllipsis, options_.font, rtl_);
    width += run.width;
    line_runs_.push_back(run);
  }
  Line line;
  line.begin = begin;
  line.end = end;
  line.rtl = rtl_;
  line.hard_break = hard;
  line.width = width;
  line.first_run = static_cast<uint32_t>(out_.runs.size());
  line.run_count = static_cast<uint32_t>(line_runs_.size());
  float x = rtl_ ? width : 0;
  for (Run& run : line_runs_) {
    if (rtl_) x -= run.width;
    run.x = rtl_ ? std::max(x, 0.f) : x;
    if (!rtl_) x += run.width;
    if (run.begin < run.end) run.controls = controls_at(run.begin);
    out_.runs.push_back(run);
  }
  out_.lines.push_back(line);
  out_.width = std::max(out_.width, width);
}

bool LineBreaker::visible_after(const Candidate& candidate) const {
  if (candidate.has_part()) return true;
  for (size_t i = candidate.end; i < atoms_.size(); ++i)
    if (!atoms_[i].space) return true;
  return false;
}

void LineBreaker::last_line(size_t first, uint32_t line_begin, bool more, uint32_t next) {
  float width = 0;
  const Candidate whole = fit_line(first, max_width_, false, width);
  if (!more && !visible_after(whole)) return commit(line_begin, next, width, false, false);
  const float room = std::max(max_width_ - measurer_.word(kEllipsis, options_.font, rtl_), 0.f);
  const Candidate line = fit_line(first, room, true, width);
  const uint32_t end = line.has_part()            ? line.part.end
                       : line.end < atoms_.size() ? atoms_[line.end].begin
                                                  : next;
  commit(line_begin, end, width, false, true);
}

bool LineBreaker::paragraph(uint32_t begin, uint32_t end, uint32_t next, bool rtl, bool more) {
  rtl_ = rtl;
  open_.clear();
  open_pos_ = begin;
  make_atoms(begin, end);
  size_t first = 0;
  uint32_t line_begin = begin;
  do {
    const auto limit = static_cast<size_t>(std::max(options_.max_lines, 0));
    if (limit > 0 && out_.lines.size() + 1 >= limit) {
      last_line(first, line_begin, more, next);
      return false;
    }
    float width = 0;
    const Candidate line = fit_line(first, max_width_, false, width);
    if (line.has_part()) {
      commit(line_begin, line.part.end, width, false, false);
      Atom& rest = atoms_[line.end];
      rest.begin = line_begin = line.part.end;
      rest.width = std::max(rest.width - line.part.width, 0.f);
      rest.exact = false;
    } else {
      const bool ends = line.end >= atoms_.size();
      const uint32_t line_end = ends ? next : atoms_[line.end].begin;
      commit(line_begin, line_end, width, ends && next > end, false);
      line_begin = line_end;
    }
    first = line.end;
  } while (first < atoms_.size());
  return true;
}

}  // namespace confab::text
