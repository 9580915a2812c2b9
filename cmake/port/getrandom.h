// SPDX-License-Identifier: MIT
// getrandom() of Linux for libstrophe on the web, where libc declares it but does not answer.
#pragma once

#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

ssize_t getrandom(void* buffer, size_t length, unsigned flags);
