// SPDX-License-Identifier: MIT
// WebDatabase: platform::Database over web/library_confab_database.js. Forwards, and finds whose
// answer it is; where records go, and whether, is embed/'s.
#pragma once

#include <map>

#include "platform/database.h"

namespace confab::platform {

class WebDatabase final : public Database {
 public:
  void load(std::string_view prefix, Loaded done) override;
  void write(std::vector<Record> batch, Written done) override;
  void clear(std::string_view prefix, Written done) override;
  void done(uint32_t id, int outcome, std::string_view records_json);  // from JavaScript

 private:
  std::map<uint32_t, Loaded> pending_;
  uint32_t last_id_ = 0;
};

}  // namespace confab::platform
