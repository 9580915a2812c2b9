// SPDX-License-Identifier: MIT
// Measurer: word-width cache over a Rasterizer, bounded, dropped when the rasterizer's epoch moves.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "platform/rasterizer.h"

namespace confab::text {

class Measurer {
 public:
  explicit Measurer(platform::Rasterizer& rasterizer);
  ~Measurer();
  float word(std::string_view text, const platform::Font& font, bool rtl);  // cached
  float line(std::string_view text, const platform::Font& font, bool rtl);  // not cached
  // Baseline offset from the top of a box of `line_height` CSS px, on a device pixel: where
  // browsers put it in a block of that font and line-height.
  float baseline(const platform::Font& font, float line_height);
  void metrics(const platform::Font& font, float& ascent, float& descent);  // CSS px, cached
  platform::Rasterizer& rasterizer() { return rasterizer_; }
  uint32_t epoch();  // changes when everything must be laid out again

  // What fit() answered; null when it is not known.
  const std::string* known_fit(std::string_view text, const platform::Font& font, float max_width);
  void keep_fit(std::string_view text, const platform::Font& font, float max_width,
                const std::string& answer);

 private:
  struct Impl;
  platform::Rasterizer& rasterizer_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace confab::text
