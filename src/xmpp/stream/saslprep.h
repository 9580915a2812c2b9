// SPDX-License-Identifier: MIT
// SASLprep (RFC 4013): user names and passwords as both sides have to write them before hashing.
// Unicode's tables of normalisation are the platform's; the rules on top of them are here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto.h"

namespace confab::xmpp {

// nullopt: not UTF-8, or a character or mixture of directions that RFC 4013 forbids. Code points
// which Unicode 3.2 had not assigned pass, as they may in what is typed (RFC 3454 section 7).
std::optional<std::string> saslprep(platform::Crypto& platform, std::string_view text);

}  // namespace confab::xmpp
