// SPDX-License-Identifier: MIT
// Unicode for native builds, by utf8proc; browsers have their own.
#pragma once

#include <string>
#include <string_view>

namespace confab::platform {

std::string native_nfkc(std::string_view text);  // as it was when it is not UTF-8

}  // namespace confab::platform
