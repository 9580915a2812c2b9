// SPDX-License-Identifier: MIT
// What the opt-in stanza log may show of a frame.
#pragma once

#include <string>
#include <string_view>

namespace confab::xmpp {

// SASL elements without their data; any other frame as it is.
std::string redacted(std::string_view frame);

}  // namespace confab::xmpp
