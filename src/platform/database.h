// SPDX-License-Identifier: MIT
// Database: text records kept between visits, asynchronously and in transactions (history, roster).
// Any call may fail, and the program goes on without; see storage.h for what must be synchronous.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/function.h"

namespace confab::platform {

class Database {
 public:
  enum class Outcome : uint8_t {
    Done,
    Off,     // nothing may be stored, or another page writes: no fault
    Full,    // over the quota
    Newer,   // written by a later version: left alone
    Broken,  // cannot be read or written
  };
  struct Record {
    std::string key, value;  // an empty value, written, removes the record
  };
  using Loaded = Function<void(Outcome, std::vector<Record>)>;
  using Written = Function<void(Outcome)>;

  virtual ~Database() = default;
  // All records whose keys begin so, in the order of their keys.
  virtual void load(std::string_view prefix, Loaded done) = 0;
  // All or nothing. Calls take effect in their order.
  virtual void write(std::vector<Record> batch, Written done) = 0;
  virtual void clear(std::string_view prefix, Written done) = 0;
};

}  // namespace confab::platform
