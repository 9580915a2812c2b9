// SPDX-License-Identifier: MIT
// Stable sorting of pointers, compiled once: std::stable_sort is compiled anew for every order,
// three kilobytes each time.
#pragma once

#include <cstddef>
#include <vector>

namespace confab {

// `before` is a strict weak order; what is equal stays as it was. O(n log n), one more array.
using Before = bool (*)(const void* a, const void* b);
void stable_sort(std::vector<const void*>& items, Before before);

// The same for pointers of one type; `Less` is a lambda that captures nothing.
template <class T, class Less>
void sort_pointers(std::vector<T*>& items, Less) {
  std::vector<const void*> plain(items.begin(), items.end());
  stable_sort(plain, [](const void* a, const void* b) {
    return Less()(static_cast<const T*>(a), static_cast<const T*>(b));
  });
  for (size_t i = 0; i < plain.size(); ++i)
    items[i] = const_cast<T*>(static_cast<const T*>(plain[i]));
}

}  // namespace confab
