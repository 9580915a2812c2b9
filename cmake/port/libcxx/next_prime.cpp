// SPDX-License-Identifier: MIT
// Stands in for a file of libc++: how many buckets a hash table gets. libc++ looks for a prime,
// with a table of a kilobyte of the download; any odd number spreads our keys as well. Where libc++
// asks by another name, its own is linked.
#include <cstddef>

_LIBCPP_BEGIN_NAMESPACE_STD
size_t __next_prime(size_t n);
size_t __next_prime(size_t n) { return n | 1; }
_LIBCPP_END_NAMESPACE_STD
