// SPDX-License-Identifier: MIT
// Finds links in a text: the schemes of safe_link() and bare "www.". Does not look at styling.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace confab::text {

struct Link {
  uint32_t begin = 0, end = 0;  // bytes
  std::string href;             // passes safe_link()
};

// `bits`: the styling of every byte (see styling.h); code holds no links, and a directive that
// closes a styled span is not taken for a part of the link. Ascending, apart. Linear.
std::vector<Link> find_links(std::string_view text, const std::vector<uint8_t>& bits);

}  // namespace confab::text
