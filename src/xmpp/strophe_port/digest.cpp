// SPDX-License-Identifier: MIT
// See digest.h. HMAC keeps the two half-done hash states, which halves PBKDF2's work.
#include "xmpp/strophe_port/digest.h"

#include <cstdint>

extern "C" {
#include "scram.h"
#include "sha1.h"
#include "sha256.h"
#include "sha512.h"
extern const struct hash_alg scram_sha1, scram_sha256, scram_sha512;
}

namespace confab::xmpp {
namespace {

using platform::Hash;

union HashState {
  SHA1_CTX sha1;
  sha256_context sha256;
  sha512_context sha512;
};

const hash_alg& algorithm(Hash hash) {
  switch (hash) {
    case Hash::Sha1: return scram_sha1;
    case Hash::Sha256: return scram_sha256;
    case Hash::Sha512: break;
  }
  return scram_sha512;
}

const uint8_t* bytes(std::string_view s) { return reinterpret_cast<const uint8_t*>(s.data()); }

class Hmac {
 public:
  Hmac(Hash hash, std::string_view key) : alg_(algorithm(hash)) {
    const size_t block = hash == Hash::Sha512 ? 128 : 64;
    uint8_t pad[128] = {};
    if (key.size() > block)
      alg_.hash(bytes(key), key.size(), pad);
    else
      key.copy(reinterpret_cast<char*>(pad), key.size());
    for (size_t i = 0; i < block; ++i) pad[i] ^= 0x36;
    start(inner_, pad, block);
    for (size_t i = 0; i < block; ++i) pad[i] ^= 0x36 ^ 0x5C;
    start(outer_, pad, block);
  }

  // `out` has room for the digest and may be `text`.
  void run(const uint8_t* text, size_t length, uint8_t* out) const {
    uint8_t middle[SCRAM_DIGEST_SIZE];
    HashState state = inner_;
    alg_.update(&state, text, length);
    alg_.final(&state, middle);
    state = outer_;
    alg_.update(&state, middle, alg_.digest_size);
    alg_.final(&state, out);
  }
  size_t size() const { return alg_.digest_size; }

 private:
  void start(HashState& state, const uint8_t* pad, size_t block) {
    alg_.init(&state);
    alg_.update(&state, pad, block);
  }
  const hash_alg& alg_;
  HashState inner_, outer_;
};

std::string as_string(const uint8_t* data, size_t n) {
  return {reinterpret_cast<const char*>(data), n};
}

}  // namespace

size_t digest_size(Hash hash) { return algorithm(hash).digest_size; }

std::string digest(Hash hash, std::string_view text) {
  uint8_t out[SCRAM_DIGEST_SIZE];
  algorithm(hash).hash(bytes(text), text.size(), out);
  return as_string(out, digest_size(hash));
}

std::string hmac(Hash hash, std::string_view key, std::string_view text) {
  uint8_t out[SCRAM_DIGEST_SIZE];
  Hmac(hash, key).run(bytes(text), text.size(), out);
  return as_string(out, digest_size(hash));
}

std::string pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations) {
  if (iterations <= 0) return {};
  const Hmac mac(hash, password);
  const std::string first = std::string(salt) + std::string("\0\0\0\1", 4);
  uint8_t u[SCRAM_DIGEST_SIZE], sum[SCRAM_DIGEST_SIZE];
  mac.run(bytes(first), first.size(), u);
  std::copy(u, u + mac.size(), sum);
  for (int i = 1; i < iterations; ++i) {
    mac.run(u, mac.size(), u);
    for (size_t k = 0; k < mac.size(); ++k) sum[k] ^= u[k];
  }
  return as_string(sum, mac.size());
}

std::string scram_proof(Hash hash, std::string_view client_key, std::string_view auth_message) {
  const hash_alg& alg = algorithm(hash);
  uint8_t signature[SCRAM_DIGEST_SIZE], proof[SCRAM_DIGEST_SIZE];
  SCRAM_ClientSignature(&alg, bytes(client_key), bytes(auth_message), auth_message.size(),
                        signature);
  SCRAM_ClientProof(&alg, bytes(client_key), signature, proof);
  return as_string(proof, alg.digest_size);
}

}  // namespace confab::xmpp
