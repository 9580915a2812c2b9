// SPDX-License-Identifier: MIT
// Scram: the client's side of RFC 5802 / RFC 7677, without channel binding. Text in, text out; the
// slow hashing of the password is left to the caller. Names and passwords come prepared
// (saslprep.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "platform/crypto.h"

namespace confab::xmpp {

// What is needed to log in again without the password, as long as the server keeps the salt.
struct ScramKeys {
  std::string mechanism, salt;  // salt, keys: bytes
  int iterations = 0;
  std::string client_key, server_key;
};
ScramKeys scram_keys(platform::Hash hash, std::string_view salted_password);  // the two keys
// Takes the same time wherever the difference is.
bool equal_secrets(std::string_view a, std::string_view b);
bool sane_iterations(int count);  // see ScramError::Iterations

enum class ScramError : uint8_t {
  Malformed,   // not a server-first message
  Nonce,       // the server did not continue our nonce
  Iterations,  // fewer than 4096 (guessable) or more than 1,000,000 (a denial of service)
  Extension,   // a mandatory extension we do not know
};

class Scram {
 public:
  // `nonce`: printable ASCII without a comma, new for each exchange.
  Scram(platform::Hash hash, std::string_view username, std::string nonce);

  std::string client_first() const;

  struct KeyRequest {
    std::string salt;  // bytes
    int iterations = 0;
    std::string offer_hash;  // XEP-0474, when the server sent it
  };
  Result<KeyRequest, ScramError> server_first(std::string_view message);

  // `salted_password`: PBKDF2 of what server_first() asked for.
  std::string client_final(std::string_view salted_password) {
    return client_final(scram_keys(hash_, salted_password));
  }
  std::string client_final(const ScramKeys& keys);

  // Whether the server has proved that it knows the password too. False also for "e=..." and
  // before client_final().
  bool verify(std::string_view server_final) const;

 private:
  platform::Hash hash_;
  std::string nonce_, first_bare_, server_first_, full_nonce_, server_signature_;
};

}  // namespace confab::xmpp
