// SPDX-License-Identifier: MIT
// See modules.h. The list itself stands in xmpp/module_list.cpp, where headless programs and the
// tests of the protocol half reach it too.
#include "app/modules.h"

#include "xmpp/module_list.h"

namespace confab::app {

std::vector<std::unique_ptr<xmpp::Module>> all_modules() { return xmpp::all_modules(); }

}  // namespace confab::app
