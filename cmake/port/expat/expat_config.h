// SPDX-License-Identifier: MIT
// What expat's own configure would find out: the same on every platform Confab builds for.
#ifndef CONFAB_EXPAT_CONFIG_H
#define CONFAB_EXPAT_CONFIG_H

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BYTEORDER 4321
#define WORDS_BIGENDIAN 1
#else
#define BYTEORDER 1234
#endif
#define HAVE_FCNTL_H 1
#define HAVE_UNISTD_H 1
#define HAVE_GETENTROPY 1  // hash salt; the browser's crypto.getRandomValues on the web
#define XML_NS 1
#define XML_GE 0  // no general entities, and XML_DTD stays undefined
#define XML_CONTEXT_BYTES 0

// Nobody sets expat's debugging variables here, and nobody reads what it would print.
#include <stdio.h>
#include <stdlib.h>
#define fprintf(...) ((void)0)
#define getenv(name) NULL

#endif
