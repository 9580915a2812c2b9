// SPDX-License-Identifier: MIT
// See scram.h. Names follow RFC 5802 section 3.
#include "xmpp/stream/scram.h"

#include <charconv>

#include "base/strings.h"
#include "xmpp/strophe_port/digest.h"

namespace confab::xmpp {
namespace {

constexpr int kMinIterations = 4096, kMaxIterations = 1000000;
constexpr std::string_view kGs2Header = "n,,";  // we do not do channel binding

// The value of "k=..." among comma-separated attributes; "" when missing.
std::string_view attribute(std::string_view message, char key) {
  for (const std::string_view part : split(message, ','))
    if (part.size() >= 2 && part[0] == key && part[1] == '=') return part.substr(2);
  return {};
}

}  // namespace

bool equal_secrets(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

bool sane_iterations(int count) { return count >= kMinIterations && count <= kMaxIterations; }

ScramKeys scram_keys(platform::Hash hash, std::string_view salted_password) {
  ScramKeys keys;
  keys.client_key = hmac(hash, salted_password, "Client Key");
  keys.server_key = hmac(hash, salted_password, "Server Key");
  return keys;
}

Scram::Scram(platform::Hash hash, std::string_view username, std::string nonce)
    : hash_(hash), nonce_(std::move(nonce)) {
  const std::string name = replace_all(replace_all(username, "=", "=3D"), ",", "=2C");
  first_bare_ = "n=" + name + ",r=" + nonce_;
}

std::string Scram::client_first() const { return std::string(kGs2Header) + first_bare_; }

Result<Scram::KeyRequest, ScramError> Scram::server_first(std::string_view message) {
  if (message.starts_with("m=")) return err(ScramError::Extension);
  const std::string_view nonce = attribute(message, 'r'), salt = attribute(message, 's'),
                         count = attribute(message, 'i');
  if (!message.starts_with("r=") || salt.empty() || count.empty())
    return err(ScramError::Malformed);
  if (nonce.size() <= nonce_.size() || !nonce.starts_with(nonce_)) return err(ScramError::Nonce);
  KeyRequest out;
  auto bytes = base64_decode(salt);
  const auto [end, error] =
      std::from_chars(count.data(), count.data() + count.size(), out.iterations);
  if (!bytes || bytes->empty() || end != count.data() + count.size())
    return err(ScramError::Malformed);
  if (error != std::errc() || !sane_iterations(out.iterations)) return err(ScramError::Iterations);
  out.salt = std::move(*bytes);
  out.offer_hash = attribute(message, 'h');
  server_first_ = message;
  full_nonce_ = nonce;
  return out;
}

std::string Scram::client_final(const ScramKeys& keys) {
  const std::string without_proof = "c=" + base64_encode(kGs2Header) + ",r=" + full_nonce_;
  const std::string auth_message = first_bare_ + "," + server_first_ + "," + without_proof;
  server_signature_ = hmac(hash_, keys.server_key, auth_message);
  return without_proof + ",p=" + base64_encode(scram_proof(hash_, keys.client_key, auth_message));
}

bool Scram::verify(std::string_view server_final) const {
  if (server_signature_.empty() || !server_final.starts_with("v=")) return false;
  const auto signature = base64_decode(attribute(server_final, 'v'));
  return signature && equal_secrets(*signature, server_signature_);
}

}  // namespace confab::xmpp
