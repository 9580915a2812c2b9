/* SPDX-License-Identifier: MIT
 * Stands in for libstrophe's sha1.c and sha256.c (FIPS 180-4), as loops: theirs are unrolled and
 * take 3 kB more of the download. Where speed counts (thousands of rounds for a password) the
 * browser's own hashes do the work. */
#include <stddef.h>
#include <string.h>

#include "sha1.h"
#include "sha256.h"

typedef void (*compress_fn)(uint32_t* state, const uint8_t* block);

static uint32_t rotate(uint32_t x, unsigned left) { return x << left | x >> (32 - left); }

static uint32_t word(const uint8_t* at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Takes in bytes of which `length` were there before; gives the new length. */
static uint64_t feed(compress_fn compress, uint32_t* state, uint8_t* buffer, uint64_t length,
                     const uint8_t* data, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    buffer[length++ & 63] = data[i];
    if (!(length & 63)) compress(state, buffer);
  }
  return length;
}

/* Section 5.1.1: a one, zeros, and the length in bits fill the last block. */
static void finish(compress_fn compress, uint32_t* state, uint8_t* buffer, uint64_t length,
                   uint8_t* out, size_t words) {
  const uint64_t bits = length * 8;
  const uint8_t one = 0x80, zero = 0;
  uint8_t tail[8];
  for (int i = 0; i < 8; ++i) tail[i] = (uint8_t)(bits >> (56 - 8 * i));
  length = feed(compress, state, buffer, length, &one, 1);
  while ((length & 63) != 56) length = feed(compress, state, buffer, length, &zero, 1);
  feed(compress, state, buffer, length, tail, 8);
  for (size_t i = 0; i < 4 * words; ++i) out[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

/* Section 6.1.2. */
static void sha1_block(uint32_t* state, const uint8_t* block) {
  static const uint32_t k[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t w[80], v[5];
  for (int i = 0; i < 80; ++i)
    w[i] = i < 16 ? word(block + 4 * i) : rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  memcpy(v, state, sizeof v);
  for (int i = 0; i < 80; ++i) {
    const uint32_t b = v[1], c = v[2], d = v[3];
    const uint32_t f = i < 20              ? (b & c) ^ (~b & d)
                       : i >= 40 && i < 60 ? (b & c) ^ (b & d) ^ (c & d)
                                           : b ^ c ^ d;
    const uint32_t a = rotate(v[0], 5) + f + v[4] + k[i / 20] + w[i];
    memmove(v + 1, v, 4 * sizeof *v);
    v[0] = a;
    v[2] = rotate(b, 30);
  }
  for (int i = 0; i < 5; ++i) state[i] += v[i];
}

void crypto_SHA1_Init(SHA1_CTX* context) {
  static const uint32_t first[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  memcpy(context->state, first, sizeof first);
  memset(context->count, 0, sizeof context->count);
}

static uint64_t sha1_length(const SHA1_CTX* context) {
  return (uint64_t)context->count[1] << 32 | context->count[0];
}

void crypto_SHA1_Update(SHA1_CTX* context, const uint8_t* data, size_t len) {
  const uint64_t length =
      feed(sha1_block, context->state, context->buffer, sha1_length(context), data, len);
  context->count[0] = (uint32_t)length;
  context->count[1] = (uint32_t)(length >> 32);
}

void crypto_SHA1_Final(SHA1_CTX* context, uint8_t* digest) {
  finish(sha1_block, context->state, context->buffer, sha1_length(context), digest, 5);
}

void crypto_SHA1(const uint8_t* data, size_t len, uint8_t* digest) {
  SHA1_CTX context;
  crypto_SHA1_Init(&context);
  crypto_SHA1_Update(&context, data, len);
  crypto_SHA1_Final(&context, digest);
}

/* Section 6.2.2. */
static void sha256_block(uint32_t* state, const uint8_t* block) {
  static const uint32_t k[] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
      0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
      0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
      0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
      0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
      0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
      0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
      0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
      0xc67178f2};
  uint32_t w[64], v[8];
  for (int i = 0; i < 64; ++i) {
    if (i < 16) {
      w[i] = word(block + 4 * i);
      continue;
    }
    const uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = (rotate(y, 15) ^ rotate(y, 13) ^ y >> 10) + w[i - 7] +
           (rotate(x, 25) ^ rotate(x, 14) ^ x >> 3) + w[i - 16];
  }
  memcpy(v, state, sizeof v);
  for (int i = 0; i < 64; ++i) {
    const uint32_t a = v[0], e = v[4];
    const uint32_t t = v[7] + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) +
                       ((e & v[5]) ^ (~e & v[6])) + k[i] + w[i];
    const uint32_t u =
        (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[0] = t + u;
    v[4] += t;
  }
  for (int i = 0; i < 8; ++i) state[i] += v[i];
}

void sha256_init(sha256_context* md) {
  static const uint32_t first[] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(md->state, first, sizeof first);
  md->length = 0;
}

void sha256_process(sha256_context* md, const uint8_t* in, size_t inlen) {
  md->length = feed(sha256_block, md->state, md->buf, md->length, in, inlen);
}

void sha256_done(sha256_context* md, uint8_t* out) {
  finish(sha256_block, md->state, md->buf, md->length, out, 8);
}

void sha256_hash(const uint8_t* data, size_t len, uint8_t* digest) {
  sha256_context md;
  sha256_init(&md);
  sha256_process(&md, data, len);
  sha256_done(&md, digest);
}
