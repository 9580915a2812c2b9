// SPDX-License-Identifier: MIT
// Hashes that protocols name outright (XEP-0115, XEP-0392). Not for passwords and not for HMAC.
#pragma once

#include <string>
#include <string_view>

namespace confab::xmpp {

std::string sha1(std::string_view bytes);  // 20 raw bytes

}  // namespace confab::xmpp
