// SPDX-License-Identifier: MIT
// Where a link really leads, when its text may hide that: a name before '@', letters that look like
// others, or a spelling that nobody reads.
#pragma once

#include <string>
#include <string_view>

namespace confab::text {

// The host of an http(s) link as DNS has it (RFC 3492 for other letters), when the link is of that
// kind; empty for a link that says plainly where it leads.
std::string odd_host(std::string_view href);

}  // namespace confab::text
