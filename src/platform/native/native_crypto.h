// SPDX-License-Identifier: MIT
// NativeCrypto: the system's random bytes, utf8proc's normalisation and a PBKDF2 that the caller
// brings (xmpp::pbkdf2), computed on the loop's thread: good enough for tests and tools.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "platform/clock.h"
#include "platform/crypto.h"
#include "platform/native/native_text.h"

namespace confab::platform {

class NativeCrypto final : public Crypto {
 public:
  using Pbkdf2 = std::string (*)(Hash, std::string_view password, std::string_view salt,
                                 int rounds);
  NativeCrypto(Timers& timers, Pbkdf2 pbkdf2) : timers_(timers), pbkdf2_(pbkdf2) {}

  void random_bytes(uint8_t* out, size_t n) override {
    while (n-- > 0) *out++ = static_cast<uint8_t>(device_());
  }
  void pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations,
              Function<void(std::string)> done) override {
    timers_.after(0, [key = pbkdf2_(hash, password, salt, iterations), done = std::move(done)] {
      done(key);
    });
  }
  // The key is this object and dies with it.
  void seal(std::string_view secret, Function<void(std::string)> done) override {
    sealed_.emplace_back(secret);
    timers_.after(0,
                  [text = std::to_string(sealed_.size()), done = std::move(done)] { done(text); });
  }
  void unseal(std::string_view text, Function<void(std::string)> done) override {
    std::string secret;
    for (size_t i = 0; i < sealed_.size(); ++i)
      if (std::to_string(i + 1) == text) secret = sealed_[i];
    timers_.after(0, [secret = std::move(secret), done = std::move(done)] { done(secret); });
  }
  std::string nfkc(std::string_view text) override { return native_nfkc(text); }

 private:
  Timers& timers_;
  Pbkdf2 pbkdf2_;
  std::random_device device_;
  std::vector<std::string> sealed_;
};

}  // namespace confab::platform
