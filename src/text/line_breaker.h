// SPDX-License-Identifier: MIT
// LineBreaker: greedy filling of lines with measured words, for one layout() call. Knows widths and
// opportunities; what an opportunity is stands in breaks.cpp.
#pragma once

#include <vector>

#include "text/bidi.h"
#include "text/breaks.h"
#include "text/layout.h"
#include "text/measurer.h"

namespace confab::text {

class LineBreaker {
 public:
  LineBreaker(std::string_view text, const std::vector<Span>& spans, const LayoutOptions& options,
              Measurer& measurer, Layout& out);

  // Lays out text[begin, end); the line break after it ends at `next`. `more`: something visible
  // follows in later paragraphs. False when max_lines is reached.
  bool paragraph(uint32_t begin, uint32_t end, uint32_t next, bool rtl, bool more);

 private:
  struct Atom {  // cannot be broken except at grapheme clusters; one style; or white space
    uint32_t begin = 0, end = 0;
    int32_t span = -1;
    float width = 0;
    bool space = false, break_after = false;
    bool exact = true;  // width was measured as it stands
  };
  struct Candidate {  // a line: atoms up to `end`, then `part` when it is not empty
    size_t end = 0;
    Atom part;
    float estimate = 0;  // sum of the atoms' widths
    bool has_part() const { return part.end > part.begin; }
  };

  void make_atoms(uint32_t begin, uint32_t end);
  void push_atom(uint32_t begin, uint32_t end, int32_t span, bool space);
  float measure_atom(const Atom& atom);
  Candidate fill(size_t first, float limit, bool anywhere);
  bool cut(size_t index, float room, bool at_least_one, Candidate& candidate);
  float make_runs(size_t first, const Candidate& candidate);
  Candidate fit_line(size_t first, float limit, bool anywhere, float& width);
  void commit(uint32_t begin, uint32_t end, float width, bool hard, bool ellipsis);
  void last_line(size_t first, uint32_t line_begin, bool more, uint32_t next);
  bool visible_after(const Candidate& candidate) const;
  platform::Font font_of(int32_t span) const;
  std::string_view slice(uint32_t begin, uint32_t end) const {
    return text_.substr(begin, end - begin);
  }
  uint32_t controls_at(uint32_t pos);

  std::string_view text_;
  const std::vector<Span>& spans_;
  const LayoutOptions& options_;
  Measurer& measurer_;
  Layout& out_;
  float max_width_;
  bool rtl_ = false, has_controls_ = false;
  size_t span_ = 0;  // first span that may still matter
  std::vector<Cell> cells_;
  std::vector<Atom> atoms_;
  std::vector<Run> line_runs_;      // of the candidate line
  std::vector<uint32_t> clusters_;  // of atom clusters_of_, from its first byte on
  size_t clusters_of_ = ~size_t{0}, cluster_ = 0;
  uint32_t clusters_base_ = 0;
  BidiStack open_;
  uint32_t open_pos_ = 0;
};

}  // namespace confab::text
