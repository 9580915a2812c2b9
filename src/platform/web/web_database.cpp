// SPDX-License-Identifier: MIT
// See web_database.h.
#include "platform/web/web_database.h"

#include "base/json.h"
#include "platform/web/js.h"

namespace confab::platform {

namespace {
Database::Loaded without_records(Database::Written done) {
  return [done = std::move(done)](Database::Outcome o, std::vector<Database::Record>) { done(o); };
}
}  // namespace

void WebDatabase::load(std::string_view prefix, Loaded done) {
  pending_[++last_id_] = std::move(done);
  confab_js_database(last_id_, 0, prefix.data(), len(prefix));
}

void WebDatabase::write(std::vector<Record> batch, Written done) {
  Json list = Json::array();
  for (Record& r : batch) list.push(std::move(r.key)).push(std::move(r.value));
  const std::string json = list.dump();
  pending_[++last_id_] = without_records(std::move(done));
  confab_js_database(last_id_, 1, json.data(), len(json));
}

void WebDatabase::clear(std::string_view prefix, Written done) {
  pending_[++last_id_] = without_records(std::move(done));
  confab_js_database(last_id_, 2, prefix.data(), len(prefix));
}

void WebDatabase::done(uint32_t id, int outcome, std::string_view records_json) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  const Loaded loaded = std::move(it->second);
  pending_.erase(it);
  std::vector<Record> records;
  if (const auto list = Json::parse(records_json)) {
    const auto& items = list->items();
    for (size_t i = 0; i + 1 < items.size(); i += 2)
      records.push_back({items[i].as_string(), items[i + 1].as_string()});
  }
  const bool known = outcome >= 0 && outcome <= static_cast<int>(Outcome::Broken);
  loaded(known ? static_cast<Outcome>(outcome) : Outcome::Broken, std::move(records));
}

}  // namespace confab::platform
