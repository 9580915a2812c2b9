// SPDX-License-Identifier: MIT
// Hash, HMAC (RFC 2104), PBKDF2 (RFC 8018) and the SCRAM proof on libstrophe's hash functions.
// PBKDF2 here is for platforms without a faster one; browsers use WebCrypto.
#pragma once

#include <string>
#include <string_view>

#include "platform/crypto.h"

namespace confab::xmpp {

size_t digest_size(platform::Hash hash);  // bytes
std::string digest(platform::Hash hash, std::string_view bytes);
std::string hmac(platform::Hash hash, std::string_view key, std::string_view text);
// As long as the hash; "" unless iterations > 0. Takes time in proportion to `iterations`.
std::string pbkdf2(platform::Hash hash, std::string_view password, std::string_view salt,
                   int iterations);
// ClientKey XOR HMAC(H(ClientKey), auth_message), RFC 5802 section 3.
std::string scram_proof(platform::Hash hash, std::string_view client_key,
                        std::string_view auth_message);

}  // namespace confab::xmpp
