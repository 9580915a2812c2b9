// SPDX-License-Identifier: MIT
// A quick 64-bit hash of bytes for caches and diffs (std::hash has 32 bits on wasm). Not for
// anything an attacker gains from colliding.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace confab::ui {

inline uint64_t hash_join(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9fb21c651e98df25ull;
  return h ^ (h >> 29);
}

inline uint64_t hash_bytes(std::string_view s, uint64_t seed = 0x2545f4914f6cdd1dull) {
  uint64_t h = hash_join(seed, s.size());
  while (s.size() >= 8) {
    uint64_t v;
    std::memcpy(&v, s.data(), 8);
    h = hash_join(h, v);
    s.remove_prefix(8);
  }
  uint64_t tail = 0;
  if (!s.empty()) std::memcpy(&tail, s.data(), s.size());
  return hash_join(h, tail);
}

}  // namespace confab::ui
