// SPDX-License-Identifier: MIT
// Markup on any bytes: spans ascend, lie apart and inside the text, and only safe links come out.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "text/markup.h"

namespace {

void require(bool holds) {
  if (!holds) abort();
}

bool on_boundary(std::string_view text, size_t at) {
  return at >= text.size() || (static_cast<uint8_t>(text[at]) & 0xC0) != 0x80;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab::text;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  MarkupOptions options;
  options.mention = text.substr(0, size % 7);
  const bool valid = confab::utf8::valid(text) && confab::utf8::valid(options.mention);
  uint32_t last = 0;
  for (const Span& span : find_markup(text, options)) {
    require(span.begin >= last && span.begin < span.end && span.end <= size && span.style != 0);
    require(!valid || (on_boundary(text, span.begin) && on_boundary(text, span.end)));
    require((span.style & kLink) ? safe_link(span.href) : span.href.empty());
    last = span.end;
  }
  return 0;
}
