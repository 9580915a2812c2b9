// SPDX-License-Identifier: MIT
// The one list of protocol modules. Whoever adds a feature adds it there.
#pragma once

#include <memory>
#include <vector>

#include "xmpp/modules/module.h"

namespace confab::app {

// In routing order; each can be switched off by name (blacklisted_plugins).
std::vector<std::unique_ptr<xmpp::Module>> all_modules();

}  // namespace confab::app
