// SPDX-License-Identifier: MIT
// getrandom() for libstrophe on the web, where libc declares it but does not answer.
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t getrandom(void* buffer, size_t length, unsigned flags);

ssize_t getrandom(void* buffer, size_t length, unsigned flags) {
  (void)flags;
  const size_t chunk = length < 256 ? length : 256;  // the most getentropy() gives at once
  return getentropy(buffer, chunk) == 0 ? (ssize_t)chunk : -1;
}
