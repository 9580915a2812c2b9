// SPDX-License-Identifier: MIT
// Case folding and whole-word search for nicks: simple mappings of the bicameral scripts people
// chat in (Latin, Greek, Cyrillic). Not full Unicode case folding; text/ owns segmentation.
#pragma once

#include <string>
#include <string_view>

namespace confab::chat {

std::string fold(std::string_view utf8);

// True when `nick` stands in `body` as a word of its own, whatever the case.
bool mentions(std::string_view body, std::string_view nick);

}  // namespace confab::chat
