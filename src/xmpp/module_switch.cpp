// SPDX-License-Identifier: MIT
// See module_switch.h.
#include "xmpp/module_switch.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"

namespace confab::xmpp {

namespace {

using Required = std::map<std::string, std::vector<std::string>>;  // id -> what it requires

void allow(const std::string& id, const Required& required, std::set<std::string>& on) {
  const auto found = required.find(id);
  if (found == required.end() || !on.insert(id).second) return;
  for (const std::string& other : found->second) allow(other, required, on);
}

}  // namespace

std::string module_name(std::string_view name) {
  static constexpr std::string_view kPrefix = "converse-";
  std::string id = ascii_lower(trim(name));
  if (id.compare(0, kPrefix.size(), kPrefix) == 0) id.erase(0, kPrefix.size());
  if (id == "chat") return "messages";
  if (id == "vcard") return "avatar";
  if (id == "status") return "presence";
  return id;
}

std::vector<std::unique_ptr<Module>> select_modules(std::vector<std::unique_ptr<Module>> modules,
                                                    const std::vector<std::string>& blacklist,
                                                    const std::vector<std::string>& whitelist) {
  Required required;
  for (const auto& module : modules) {
    const ModuleInfo info = module->info();
    auto& needs = required[std::string(info.id)];
    for (const auto id : info.requires_ids) needs.emplace_back(id);
  }

  std::set<std::string> on;
  for (const std::string& name : whitelist) allow(module_name(name), required, on);
  if (on.empty())
    for (const auto& [id, needs] : required) on.insert(id);
  for (const std::string& name : blacklist) on.erase(module_name(name));

  for (bool changed = true; changed;) {
    changed = std::erase_if(on, [&](const std::string& id) {
                const auto& needs = required[id];
                return std::any_of(needs.begin(), needs.end(),
                                   [&](const std::string& need) { return !on.count(need); });
              }) > 0;
  }
  std::erase_if(modules,
                [&](const auto& module) { return !on.count(std::string(module->info().id)); });
  return modules;
}

}  // namespace confab::xmpp
