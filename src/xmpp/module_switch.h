// SPDX-License-Identifier: MIT
// Which modules run: the options `blacklisted_plugins` and `whitelisted_plugins` against the list
// of modules there are. A pure function of names; it starts nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "xmpp/modules/module.h"

namespace confab::xmpp {

// "converse-muc", "MUC" and "muc" are one name; Converse's "chat" and "status" have ours.
std::string module_name(std::string_view name);

// Keeps, in order, what may run. Off is: what the blacklist names; what the whitelist leaves out,
// if it names any module we have (names of others switch nothing off, as in Converse, where
// built-in plugins are always allowed); and whatever requires a module that is off. What a
// whitelisted module requires is on with it.
std::vector<std::unique_ptr<Module>> select_modules(std::vector<std::unique_ptr<Module>> modules,
                                                    const std::vector<std::string>& blacklist,
                                                    const std::vector<std::string>& whitelist);

}  // namespace confab::xmpp
