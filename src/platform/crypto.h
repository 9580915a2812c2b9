// SPDX-License-Identifier: MIT
// Crypto, randomness and the normalisation of secrets that the platform does better than we would
// (WebCrypto and String.normalize in browsers).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/function.h"

namespace confab::platform {

enum class Hash { Sha1, Sha256, Sha512 };

class Crypto {
 public:
  virtual ~Crypto() = default;
  virtual void random_bytes(uint8_t* out, size_t n) = 0;
  // PBKDF2-HMAC (RFC 8018), key as long as the hash; `done` is never called from inside the call.
  // An empty key means the platform could not compute it.
  virtual void pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations,
                      Function<void(std::string key)> done) = 0;
  // Seals a secret with a key of this browser that nobody can read out, and opens it again: what is
  // sealed may be stored, and is worth nothing elsewhere. "" when it could not be done; `done` is
  // never called from inside the call.
  virtual void seal(std::string_view secret, Function<void(std::string text)> done) = 0;
  virtual void unseal(std::string_view text, Function<void(std::string secret)> done) = 0;
  virtual std::string nfkc(std::string_view text) = 0;  // Unicode normalisation form KC of UTF-8
};

}  // namespace confab::platform
