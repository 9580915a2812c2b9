// SPDX-License-Identifier: MIT
// Storage: small synchronous key/value text kept between visits (settings, drafts). Every call may
// fail (private mode, quota) and says so; the program works without it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace confab::platform {

class Storage {
 public:
  virtual ~Storage() = default;
  virtual std::optional<std::string> get(std::string_view key) = 0;
  virtual bool set(std::string_view key, std::string_view value) = 0;  // false: not kept
  virtual void remove(std::string_view key) = 0;
};

}  // namespace confab::platform
