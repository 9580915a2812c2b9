// SPDX-License-Identifier: MIT
// FakeStorage: a map that can be told to refuse writes, as private mode and full disks do.
#pragma once

#include <map>

#include "platform/storage.h"

namespace confab::platform {

class FakeStorage final : public Storage {
 public:
  std::optional<std::string> get(std::string_view key) override {
    const auto it = values.find(std::string(key));
    return it == values.end() ? std::nullopt : std::optional(it->second);
  }
  bool set(std::string_view key, std::string_view value) override {
    if (refuse) return false;
    values.insert_or_assign(std::string(key), std::string(value));
    return true;
  }
  void remove(std::string_view key) override { values.erase(std::string(key)); }

  bool refuse = false;
  std::map<std::string, std::string> values;
};

}  // namespace confab::platform
