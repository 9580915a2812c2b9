// SPDX-License-Identifier: MIT
// English texts, replacement by a locale's, argument filling and plural rules.
#include "ui/strings.h"

#include "text/bidi.h"

namespace confab::ui {
namespace {

constexpr const char* kEnglish[] = {
#define STR(id, text) text,
#include "ui/strings.def"
#undef STR
};
constexpr const char* kIds[] = {
#define STR(id, text) #id,
#include "ui/strings.def"
#undef STR
};

// What runs against the sentence is isolated in it (UAX #9): else its full stop lands on its other
// side.
void add(std::string& out, std::string_view value, text::FirstStrong around) {
  constexpr auto kNone = text::FirstStrong::None;
  const text::FirstStrong own = text::first_strong(value);
  const bool against = own != kNone && around != kNone && own != around;
  if (against) out += "\u2068";
  out += value;
  if (against) out += "\u2069";
}

std::string fill(std::string_view pattern, std::string_view a, std::string_view b) {
  text::FirstStrong around = text::first_strong(pattern);
  if (around == text::FirstStrong::None) around = text::first_strong(a);
  std::string out;
  for (size_t i = 0; i < pattern.size();) {
    const std::string_view rest = pattern.substr(i);
    if (rest.substr(0, 3) == "{0}") {
      add(out, a, around), i += 3;
    } else if (rest.substr(0, 3) == "{1}") {
      add(out, b, around), i += 3;
    } else {
      out += pattern[i++];
    }
  }
  return out;
}

bool is_one_of(std::string_view lang, std::string_view list) {
  for (size_t at = 0; at < list.size(); at += 3)
    if (list.substr(at, 2) == lang) return true;
  return false;
}

}  // namespace

Strings::Strings() { set({}); }

void Strings::set(const std::vector<std::pair<std::string, std::string>>& texts) {
  for (size_t i = 0; i < texts_.size(); ++i) texts_[i] = kEnglish[i];
  for (const auto& [id, text] : texts) {
    Str s;
    if (find(id, s) && !text.empty()) texts_[static_cast<size_t>(s)] = text;
  }
}

bool Strings::find(std::string_view id, Str& out) const {
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (id != kIds[i]) continue;
    out = static_cast<Str>(i);
    return true;
  }
  return false;
}

const char* Strings::id_of(Str id) { return kIds[static_cast<size_t>(id)]; }

std::string Strings::operator()(Str id, std::string_view a, std::string_view b) const {
  return fill((*this)(id), a, b);
}

std::string Strings::count(Str id, int64_t n) const {
  std::string_view all = (*this)(id), chosen, other = all;
  const std::string_view want = plural_category(lang_, n);
  while (!all.empty()) {
    const size_t bar = all.find('|');
    const std::string_view form = all.substr(0, bar);
    const size_t colon = form.find(':');
    const std::string_view name = colon == form.npos ? "" : form.substr(0, colon);
    if (name == want) chosen = form.substr(colon + 1);
    if (name == "other") other = form.substr(colon + 1);
    all = bar == all.npos ? std::string_view() : all.substr(bar + 1);
  }
  return fill(chosen.empty() ? other : chosen, std::to_string(n), {});
}

std::string_view plural_category(std::string_view tag, int64_t n) {
  const std::string_view lang = tag.substr(0, tag.find('-'));
  const int64_t n10 = n % 10, n100 = n % 100;
  if (is_one_of(lang, "zh ja ko th vi id ms lo my")) return "other";
  if (is_one_of(lang, "fr pt hi bn fa am gu kn zu")) return n == 0 || n == 1 ? "one" : "other";
  if (is_one_of(lang, "ru uk be sr hr bs")) {
    if (n10 == 1 && n100 != 11) return "one";
    if (n10 >= 2 && n10 <= 4 && (n100 < 12 || n100 > 14)) return "few";
    return lang == "sr" || lang == "hr" || lang == "bs" ? "other" : "many";
  }
  if (lang == "pl") {
    if (n == 1) return "one";
    return n10 >= 2 && n10 <= 4 && (n100 < 12 || n100 > 14) ? "few" : "many";
  }
  if (is_one_of(lang, "cs sk")) return n == 1 ? "one" : n >= 2 && n <= 4 ? "few" : "other";
  if (lang == "ar") {
    if (n <= 2) return n == 0 ? "zero" : n == 1 ? "one" : "two";
    if (n100 >= 3 && n100 <= 10) return "few";
    return n100 >= 11 ? "many" : "other";
  }
  if (is_one_of(lang, "he iw")) return n == 1 ? "one" : n == 2 ? "two" : "other";
  if (lang == "lt") {
    if (n10 == 1 && n100 != 11) return "one";
    return n10 >= 2 && (n100 < 11 || n100 > 19) ? "few" : "other";
  }
  if (lang == "lv") return n10 == 1 && n100 != 11 ? "one" : n10 == 0 ? "zero" : "other";
  if (lang == "ro") return n == 1 ? "one" : n == 0 || (n100 > 0 && n100 < 20) ? "few" : "other";
  if (lang == "sl") {
    return n100 == 1 ? "one" : n100 == 2 ? "two" : n100 == 3 || n100 == 4 ? "few" : "other";
  }
  return n == 1 ? "one" : "other";
}

}  // namespace confab::ui
