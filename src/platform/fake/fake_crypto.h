// SPDX-License-Identifier: MIT
// FakeCrypto: the same "random" bytes in every run. Passwords are hashed for real when the test
// hands in a PBKDF2 (xmpp::pbkdf2); without one, hashing fails as on a platform that has none. The
// same with normalisation, which without help leaves texts as they are.
#pragma once

#include <map>

#include "platform/clock.h"
#include "platform/crypto.h"

namespace confab::platform {

class FakeCrypto final : public Crypto {
 public:
  using Pbkdf2 = std::string (*)(Hash, std::string_view password, std::string_view salt,
                                 int rounds);
  explicit FakeCrypto(Timers& timers, Pbkdf2 pbkdf2 = nullptr) : timers_(timers), pbkdf2_(pbkdf2) {}

  void random_bytes(uint8_t* out, size_t n) override {
    while (n-- > 0) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX constants
      *out++ = static_cast<uint8_t>(state_ >> 56);
    }
  }
  void pbkdf2(Hash hash, std::string_view password, std::string_view salt, int iterations,
              Function<void(std::string)> done) override {
    ++pbkdf2_calls;
    std::string key = pbkdf2_ ? pbkdf2_(hash, password, salt, iterations) : std::string();
    timers_.after(0, [key = std::move(key), done = std::move(done)] { done(key); });
  }
  // Sealed with a key that is this object: another one cannot open it.
  void seal(std::string_view secret, Function<void(std::string)> done) override {
    std::string text = can_seal ? "sealed " + std::to_string(sealed.size()) : std::string();
    if (can_seal) sealed[text] = std::string(secret);
    timers_.after(0, [text = std::move(text), done = std::move(done)] { done(text); });
  }
  void unseal(std::string_view text, Function<void(std::string)> done) override {
    const auto it = sealed.find(std::string(text));
    std::string secret = it == sealed.end() ? std::string() : it->second;
    timers_.after(0, [secret = std::move(secret), done = std::move(done)] { done(secret); });
  }
  std::string nfkc(std::string_view text) override {
    return normalize ? normalize(text) : std::string(text);
  }

  void seed(uint64_t n) { state_ = n * 2 + 1; }  // tabs of one test must differ

  int pbkdf2_calls = 0;
  bool can_seal = true;
  std::map<std::string, std::string> sealed;
  std::string (*normalize)(std::string_view) = nullptr;

 private:
  Timers& timers_;
  Pbkdf2 pbkdf2_;
  uint64_t state_ = 0;
};

}  // namespace confab::platform
