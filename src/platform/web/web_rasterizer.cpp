// SPDX-License-Identifier: MIT
// WebRasterizer: packs arguments for web/library_confab_text.js.
#include "platform/web/web_rasterizer.h"

#include <cmath>

#include "platform/web/js.h"

namespace confab::platform {
namespace {

constexpr size_t kRecord = 12;  // u32 per run; the layout is described in js.h

uint32_t address(const void* p) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(p)); }
uint32_t fixed_point(float v) { return static_cast<uint32_t>(std::lround(v * 64)); }

}  // namespace

float WebRasterizer::measure(std::string_view text, const Font& font, bool rtl) {
  return confab_js_text_measure(text.data(), len(text), font.key(), rtl);
}

void WebRasterizer::metrics(const Font& font, float& ascent, float& descent) {
  float both[2] = {0, 0};
  confab_js_text_metrics(font.key(), both);
  ascent = both[0];
  descent = both[1];
}

void WebRasterizer::breaks(std::string_view text, std::string_view lang, bool words,
                           std::vector<uint32_t>& out) {
  out.resize(text.size());
  const int count = confab_js_text_breaks(text.data(), len(text), lang.data(), len(lang), words,
                                          out.data(), static_cast<int>(out.size()));
  out.resize(count > 0 ? static_cast<size_t>(count) : 0);
}

void WebRasterizer::grapheme_breaks(std::string_view text, std::vector<uint32_t>& out) {
  breaks(text, {}, false, out);
}

void WebRasterizer::word_breaks(std::string_view text, std::string_view lang,
                                std::vector<uint32_t>& out) {
  breaks(text, lang, true, out);
}

uint32_t WebRasterizer::epoch() const { return static_cast<uint32_t>(confab_js_text_epoch()); }

PageId WebRasterizer::create_page(int width, int height) {
  return graphics_ ? confab_js_page_create(width, height) : 0;
}

void WebRasterizer::destroy_page(PageId page) {
  if (page != 0) confab_js_page_destroy(page);
}

bool WebRasterizer::picture(uint32_t id, std::string_view bytes) {
  return confab_js_picture(id, bytes.data(), len(bytes)) != 0;
}

void WebRasterizer::paint(PageId page, const std::vector<PaintRun>& runs) {
  ++paints_;
  records_.clear();
  records_.reserve(runs.size() * kRecord);
  for (const PaintRun& run : runs) {
    const uint32_t record[kRecord] = {address(run.text.data()),
                                      static_cast<uint32_t>(run.text.size()),
                                      run.font.key(),
                                      run.rtl ? 1u : 0u,
                                      run.rgba,
                                      address(run.lang.data()),
                                      static_cast<uint32_t>(run.lang.size()),
                                      fixed_point(run.baseline),
                                      fixed_point(run.pad),
                                      run.x | static_cast<uint32_t>(run.y) << 16,
                                      run.w | static_cast<uint32_t>(run.h) << 16,
                                      run.picture};
    records_.insert(records_.end(), record, record + kRecord);
  }
  confab_js_text_paint(page, records_.data(), static_cast<int>(runs.size()), dpr_);
}

}  // namespace confab::platform
