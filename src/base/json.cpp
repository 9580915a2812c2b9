// SPDX-License-Identifier: MIT
// The Json value and its writer. The parser is in json_parse.cpp.
#include "base/json.h"

#include <cmath>
#include <string>

#include "base/number.h"
#include "base/strings.h"

namespace confab {
namespace {

void write_string(std::string& out, std::string_view s) {
  out.push_back('"');
  for (const char c : s) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00" + hex_encode({&c, 1});
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

void write_number(std::string& out, double n) {
  if (!std::isfinite(n)) {  // JSON has no word for these
    out += "null";
    return;
  }
  if (n == std::floor(n) && std::fabs(n) < 9007199254740992.0)
    out += std::to_string(static_cast<long long>(n));
  else
    out += format_decimal(n);
}

void write(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::Type::Null: out += "null"; break;
    case Json::Type::Bool: out += value.as_bool() ? "true" : "false"; break;
    case Json::Type::Number: write_number(out, value.as_number()); break;
    case Json::Type::String: write_string(out, value.as_string()); break;
    case Json::Type::Array: {
      out.push_back('[');
      bool first = true;
      for (const auto& item : value.items()) {
        if (!first) out.push_back(',');
        first = false;
        write(out, item);
      }
      out.push_back(']');
      break;
    }
    case Json::Type::Object: {
      out.push_back('{');
      bool first = true;
      for (const auto& [name, member] : value.members()) {
        if (!first) out.push_back(',');
        first = false;
        write_string(out, name);
        out.push_back(':');
        write(out, member);
      }
      out.push_back('}');
      break;
    }
  }
}

}  // namespace

Json Json::array(std::vector<Json> items) {
  Json j;
  j.type_ = Type::Array;
  j.items_ = std::move(items);
  return j;
}

Json Json::object(std::vector<Member> members) {
  Json j;
  j.type_ = Type::Object;
  j.members_ = std::move(members);
  return j;
}

bool Json::as_bool(bool fallback) const { return type_ == Type::Bool ? number_ != 0 : fallback; }
double Json::as_number(double fallback) const { return type_ == Type::Number ? number_ : fallback; }
std::string Json::as_string(std::string_view fallback) const {
  return type_ == Type::String ? string_ : std::string(fallback);
}

const Json& Json::operator[](std::string_view name) const {
  static const Json null;
  for (const auto& [key, value] : members_)
    if (key == name) return value;
  return null;
}

Json& Json::set(std::string_view name, Json value) {
  if (type_ == Type::Null) type_ = Type::Object;
  for (auto& [key, old] : members_) {
    if (key == name) {
      old = std::move(value);
      return *this;
    }
  }
  members_.emplace_back(std::string(name), std::move(value));
  return *this;
}
Json& Json::set(std::string_view name, std::string_view text) { return set(name, Json(text)); }
Json& Json::set(std::string_view name, const std::string& text) { return set(name, Json(text)); }
Json& Json::set(std::string_view name, const char* text) { return set(name, Json(text)); }
Json& Json::set(std::string_view name, bool b) { return set(name, Json(b)); }
Json& Json::set(std::string_view name, double n) { return set(name, Json(n)); }
Json& Json::set(std::string_view name, int n) { return set(name, Json(n)); }
Json& Json::set(std::string_view name, int64_t n) { return set(name, Json(n)); }
Json& Json::set(std::string_view name, uint64_t n) { return set(name, Json(n)); }
Json& Json::set(std::string_view name, uint32_t n) { return set(name, Json(n)); }

Json& Json::push(Json value) {
  if (type_ == Type::Null) type_ = Type::Array;
  items_.push_back(std::move(value));
  return *this;
}

std::string Json::dump() const {
  std::string out;
  write(out, *this);
  return out;
}

}  // namespace confab
