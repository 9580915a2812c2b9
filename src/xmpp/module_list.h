// SPDX-License-Identifier: MIT
// The one visible list of protocol features. Add a module here and nowhere else.
#pragma once

#include <memory>
#include <vector>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

std::vector<std::unique_ptr<Module>> all_modules();

}  // namespace confab::xmpp
