// SPDX-License-Identifier: MIT
// Merge sort from the bottom up.
#include "base/sort.h"

#include <algorithm>

namespace confab {

void stable_sort(std::vector<const void*>& items, Before before) {
  const size_t count = items.size();
  std::vector<const void*> merged(count);
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t start = 0; start < count; start += 2 * width) {
      const size_t middle = std::min(start + width, count), end = std::min(middle + width, count);
      size_t a = start, b = middle;
      for (size_t to = start; to < end; ++to) {
        const bool second = a == middle || (b < end && before(items[b], items[a]));
        merged[to] = items[second ? b++ : a++];
      }
    }
    items.swap(merged);
  }
}

}  // namespace confab
