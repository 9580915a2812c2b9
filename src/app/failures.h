// SPDX-License-Identifier: MIT
// Failure codes in the site owner's words: what happened, and what to do about it. English, like
// every developer's message; the visitor's sentences are in src/ui/strings.def.
#pragma once

#include <string_view>

namespace confab::app {

// A sentence for a StreamFailure's code, or for "room-" and a condition of RFC 6120 8.3.3; never
// "".
std::string_view failure_message(std::string_view code);

// What a site owner should do about it; "" when the code is not known.
std::string_view failure_hint(std::string_view code);

}  // namespace confab::app
