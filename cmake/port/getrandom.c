// SPDX-License-Identifier: MIT
// getrandom() on the browser's crypto.getRandomValues, which is behind libc's getentropy().
#include "getrandom.h"

#include <unistd.h>

ssize_t getrandom(void* buffer, size_t length, unsigned flags) {
  (void)flags;
  const size_t chunk = length < 256 ? length : 256;  // the most getentropy() gives at once
  return getentropy(buffer, chunk) == 0 ? (ssize_t)chunk : -1;
}
