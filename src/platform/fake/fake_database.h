// SPDX-License-Identifier: MIT
// FakeDatabase: a map whose calls are answered a little later, that can be told to fail, and whose
// page can die with calls under way.
#pragma once

#include <map>
#include <memory>

#include "platform/clock.h"
#include "platform/database.h"

namespace confab::platform {

class FakeDatabase final : public Database {
 public:
  explicit FakeDatabase(Timers& timers) : timers_(timers) {}

  void load(std::string_view prefix, Loaded done) override {
    later([this, prefix = std::string(prefix), done = std::move(done)] {
      std::vector<Record> found;
      for (auto it = records.lower_bound(prefix); it != records.end(); ++it) {
        if (!it->first.starts_with(prefix)) break;
        found.push_back({it->first, it->second});
      }
      done(outcome, outcome == Outcome::Done ? std::move(found) : std::vector<Record>{});
    });
  }
  void write(std::vector<Record> batch, Written done) override {
    later([this, batch = std::move(batch), done = std::move(done)] {
      if (outcome == Outcome::Done) {
        ++writes;
        for (const Record& r : batch)
          r.value.empty() ? void(records.erase(r.key))
                          : void(records.insert_or_assign(r.key, r.value));
      }
      done(outcome);
    });
  }
  void clear(std::string_view prefix, Written done) override {
    later([this, prefix = std::string(prefix), done = std::move(done)] {
      std::erase_if(records, [&](const auto& r) { return r.first.starts_with(prefix); });
      done(outcome);
    });
  }
  void die() { page_ = std::make_shared<char>(); }  // what is under way never happens

  Outcome outcome = Outcome::Done;
  int64_t latency_ms = 5;
  int writes = 0;
  std::map<std::string, std::string> records;

 private:
  void later(Function<void()> job) {
    timers_.after(latency_ms, [job = std::move(job), page = std::weak_ptr<char>(page_)] {
      if (!page.expired()) job();
    });
  }
  Timers& timers_;
  std::shared_ptr<char> page_ = std::make_shared<char>();
};

}  // namespace confab::platform
