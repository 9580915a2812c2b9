// SPDX-License-Identifier: MIT
// Layout on any bytes and widths: lines cover the text, runs ascend and lie inside their line, and
// no bidi control leaks out of a run.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "platform/fake/fake_rasterizer.h"
#include "text/bidi.h"
#include "text/layout.h"
#include "text/markup.h"
#include "text/measurer.h"
#include "text/run_text.h"

namespace {

using namespace confab::text;

void require(bool holds) {
  if (!holds) abort();
}

void check_run(std::string_view text, const Layout& layout, const Run& run) {
  const std::string shown = run_text(text, layout, run);
  BidiStack open;
  for (size_t pos = 0; pos < shown.size();) require(open.take(confab::utf8::next(shown, pos)));
  require(open.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 3), size - 3);
  confab::platform::FakeRasterizer fake;
  fake.kerning = static_cast<float>(data[2] % 5) * 0.25f;
  Measurer measurer(fake);
  LayoutOptions options;
  options.font.px = 10;
  options.max_width = static_cast<float>(data[0]) * 2;
  options.max_lines = data[1] % 4;
  options.direction = static_cast<Direction>(data[1] / 4 % 3);
  const auto spans = find_markup(text, {});
  const Layout l = layout(text, spans, options, measurer);

  require(!l.lines.empty());
  uint32_t at = 0;
  size_t runs = 0;
  for (const Line& line : l.lines) {
    require(line.begin == at && line.end >= line.begin && line.end <= text.size());
    require(line.first_run == runs && std::isfinite(line.width));
    at = line.end;
    uint32_t last = line.begin;
    for (size_t i = runs; i < runs + line.run_count; ++i) {
      const Run& run = l.runs[i];
      require(run.begin >= last && run.end >= run.begin && run.end <= line.end);
      require(run.x > -0.1f && run.x + run.width < line.width + 0.1f);
      check_run(text, l, run);
      last = run.end;
    }
    runs += line.run_count;
  }
  require(runs == l.runs.size());
  require(at == text.size() || options.max_lines > 0);
  require(options.max_lines == 0 || l.lines.size() <= static_cast<size_t>(options.max_lines));
  fit(text, options.font, options.max_width, measurer);
  return 0;
}
