// SPDX-License-Identifier: MIT
// Strings: the interface's sentences by id, in the visitor's language where it is known, else in
// English. Knows plural categories (CLDR) of common languages; formats no dates and no numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confab::ui {

enum class Str : uint16_t {
#define STR(id, text) id,
#include "ui/strings.def"
#undef STR
  count_
};

class Strings {
 public:
  Strings();
  // Replaces what is known by `texts` (id, text); unknown ids are ignored, missing ones English.
  void set(const std::vector<std::pair<std::string, std::string>>& texts);
  void set_language(std::string_view tag) { lang_ = tag; }

  const std::string& operator()(Str id) const { return texts_[static_cast<size_t>(id)]; }
  std::string operator()(Str id, std::string_view a, std::string_view b = {}) const;
  std::string count(Str id, int64_t n) const;  // picks the plural form, {0} is n

  static const char* id_of(Str id);
  bool find(std::string_view id, Str& out) const;

 private:
  std::array<std::string, static_cast<size_t>(Str::count_)> texts_;
  std::string lang_ = "en";
};

// CLDR plural category of n: "zero" "one" "two" "few" "many" "other".
std::string_view plural_category(std::string_view lang, int64_t n);

}  // namespace confab::ui
