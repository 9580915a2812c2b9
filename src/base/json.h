// SPDX-License-Identifier: MIT
// Json: a small owning JSON value (RFC 8259), its parser and writer. For options, API calls and
// events only; nothing here is on a hot path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace confab {

enum class JsonError {
  Syntax,   // not JSON
  TooDeep,  // more than 64 levels
  BadUtf8,  // a string is not UTF-8, or a lone surrogate was escaped
};

class Json {
 public:
  enum class Type : uint8_t { Null, Bool, Number, String, Array, Object };
  using Member = std::pair<std::string, Json>;

  Json() = default;
  Json(bool b) : type_(Type::Bool), number_(b ? 1 : 0) {}
  Json(double n) : type_(Type::Number), number_(n) {}
  Json(int n) : Json(static_cast<double>(n)) {}
  Json(int64_t n) : Json(static_cast<double>(n)) {}
  Json(uint64_t n) : Json(static_cast<double>(n)) {}
  Json(uint32_t n) : Json(static_cast<double>(n)) {}
  Json(std::string s) : type_(Type::String), string_(std::move(s)) {}
  Json(std::string_view s) : Json(std::string(s)) {}
  Json(const char* s) : Json(std::string(s)) {}
  static Json array(std::vector<Json> items = {});
  static Json object(std::vector<Member> members = {});

  Type type() const { return type_; }
  bool is(Type t) const { return type_ == t; }

  // Each returns the fallback when the value is of another type.
  bool as_bool(bool fallback = false) const;
  double as_number(double fallback = 0) const;
  std::string as_string(std::string_view fallback = {}) const;
  const std::vector<Json>& items() const { return items_; }        // empty unless Array
  const std::vector<Member>& members() const { return members_; }  // in document order

  // Member by name; a shared Null when missing or not an Object.
  const Json& operator[](std::string_view name) const;
  // Turns Null into Object; returns *this. One for each kind of value, so that callers make none.
  Json& set(std::string_view name, Json value);
  Json& set(std::string_view name, std::string_view text);
  Json& set(std::string_view name, const std::string& text);
  Json& set(std::string_view name, const char* text);
  Json& set(std::string_view name, bool b);
  Json& set(std::string_view name, double n);
  Json& set(std::string_view name, int n);
  Json& set(std::string_view name, int64_t n);
  Json& set(std::string_view name, uint64_t n);
  Json& set(std::string_view name, uint32_t n);
  Json& push(Json value);  // turns Null into Array; returns *this

  std::string dump() const;
  static Result<Json, JsonError> parse(std::string_view text);

 private:
  Type type_ = Type::Null;
  double number_ = 0;
  std::string string_;
  std::vector<Json> items_;
  std::vector<Member> members_;
};

}  // namespace confab
