// SPDX-License-Identifier: MIT
// The word-width cache: two generations of an open-addressing table whose keys lie in one buffer,
// so that a hit allocates nothing and memory stays bounded.
#include "text/measurer.h"

#include <cmath>
#include <cstring>
#include <unordered_map>
#include <vector>

namespace confab::text {
namespace {

constexpr size_t kLongestWord = 64;  // bytes; longer words are rare and measured each time
constexpr size_t kMaxWords = 8192;   // per generation
constexpr size_t kSlots = kMaxWords * 2;
constexpr size_t kMaxFits = 512;

uint32_t hash_of(std::string_view text, uint32_t seed) {
  uint64_t h = seed * 0x9E3779B97F4A7C15u ^ text.size();
  for (size_t i = 0; i < text.size(); i += 8) {
    uint64_t chunk = 0;
    std::memcpy(&chunk, text.data() + i, text.size() - i < 8 ? text.size() - i : 8);
    h = (h ^ chunk) * 0xD6E8FEB86659FD93u;
    h ^= h >> 32;
  }
  return static_cast<uint32_t>(h ^ h >> 29);
}

// Word -> width. Never deletes single words.
class WordTable {
 public:
  const float* find(std::string_view text, uint32_t font, uint32_t hash) const {
    if (slots_.empty()) return nullptr;
    for (size_t i = hash % kSlots; slots_[i].used; i = (i + 1) % kSlots)
      if (slots_[i].hash == hash && slots_[i].font == font &&
          std::string_view(keys_).substr(slots_[i].key, slots_[i].length) == text)
        return &slots_[i].width;
    return nullptr;
  }
  void insert(std::string_view text, uint32_t font, uint32_t hash, float width) {
    if (slots_.empty()) slots_.resize(kSlots);
    size_t i = hash % kSlots;
    while (slots_[i].used) i = (i + 1) % kSlots;
    slots_[i] = {
        hash, font, static_cast<uint32_t>(keys_.size()), width, static_cast<uint8_t>(text.size()),
        true};
    keys_ += text;
    ++count_;
  }
  bool full() const { return count_ >= kMaxWords; }

 private:
  struct Slot {
    uint32_t hash = 0, font = 0, key = 0;
    float width = 0;
    uint8_t length = 0;
    bool used = false;
  };
  std::vector<Slot> slots_;
  std::string keys_;
  size_t count_ = 0;
};

struct Metrics {
  float ascent = 0, descent = 0;
};

}  // namespace

struct Measurer::Impl {
  WordTable young, old;
  std::unordered_map<uint32_t, Metrics> metrics;
  std::unordered_map<std::string, std::string> fits;
  std::string fit_key;
  uint32_t epoch = 0;
};

Measurer::Measurer(platform::Rasterizer& rasterizer)
    : rasterizer_(rasterizer), impl_(std::make_unique<Impl>()) {
  impl_->epoch = rasterizer.epoch();
}
Measurer::~Measurer() = default;

uint32_t Measurer::epoch() {
  const uint32_t now = rasterizer_.epoch();
  if (now != impl_->epoch) {
    *impl_ = Impl();
    impl_->epoch = now;
  }
  return now;
}

float Measurer::word(std::string_view text, const platform::Font& font, bool rtl) {
  if (text.empty()) return 0;
  if (text.size() > kLongestWord) return rasterizer_.measure(text, font, rtl);
  const uint32_t key = font.key() | (rtl ? 1u << 31 : 0);
  const uint32_t hash = hash_of(text, key);
  if (const float* width = impl_->young.find(text, key, hash)) return *width;
  const float* known = impl_->old.find(text, key, hash);
  const float width = known ? *known : rasterizer_.measure(text, font, rtl);
  if (impl_->young.full()) {
    impl_->old = std::move(impl_->young);
    impl_->young = WordTable();
  }
  impl_->young.insert(text, key, hash, width);
  return width;
}

float Measurer::line(std::string_view text, const platform::Font& font, bool rtl) {
  return text.empty() ? 0 : rasterizer_.measure(text, font, rtl);
}

void Measurer::metrics(const platform::Font& font, float& ascent, float& descent) {
  const auto [at, fresh] = impl_->metrics.try_emplace(font.key());
  if (fresh) rasterizer_.metrics(font, at->second.ascent, at->second.descent);
  ascent = at->second.ascent;
  descent = at->second.descent;
}

float Measurer::baseline(const platform::Font& font, float line_height) {
  float ascent = 0, descent = 0;
  metrics(font, ascent, descent);
  const float dpr = rasterizer_.dpr() > 0 ? rasterizer_.dpr() : 1;
  const float above = std::round(ascent * dpr), below = std::round(descent * dpr);
  return (std::floor((line_height * dpr - above - below) / 2) + above) / dpr;
}

const std::string* Measurer::known_fit(std::string_view text, const platform::Font& font,
                                       float max_width) {
  std::string& key = impl_->fit_key;
  const uint32_t font_key = font.key();
  key.assign(reinterpret_cast<const char*>(&font_key), sizeof font_key);
  key.append(reinterpret_cast<const char*>(&max_width), sizeof max_width);
  key += text;
  const auto at = impl_->fits.find(key);
  return at == impl_->fits.end() ? nullptr : &at->second;
}

void Measurer::keep_fit(std::string_view text, const platform::Font& font, float max_width,
                        const std::string& answer) {
  known_fit(text, font, max_width);  // makes the key
  if (impl_->fits.size() >= kMaxFits) impl_->fits.clear();
  impl_->fits.emplace(impl_->fit_key, answer);
}

}  // namespace confab::text
