// SPDX-License-Identifier: MIT
// A strict recursive-descent parser for RFC 8259. No comments, no trailing commas, no NaN.
#include <cmath>

#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"

namespace confab {
namespace {

constexpr int kMaxDepth = 64;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Json, JsonError> run() {
    Json value;
    if (!parse_value(value, 0)) return err(error_);
    skip_space();
    if (pos_ != text_.size()) return err(JsonError::Syntax);
    return value;
  }

 private:
  bool fail(JsonError e) {
    error_ = e;
    return false;
  }
  bool syntax() { return fail(JsonError::Syntax); }
  bool at(char c) const { return pos_ < text_.size() && text_[pos_] == c; }
  bool at_digit() const { return pos_ < text_.size() && text_[pos_] >= '0' && text_[pos_] <= '9'; }
  bool take(char c) {
    if (!at(c)) return false;
    ++pos_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(pos_, word.size()) != word) return false;
    pos_ += word.size();
    return true;
  }
  void skip_space() {
    while (at(' ') || at('\t') || at('\n') || at('\r')) ++pos_;
  }

  // `depth`: how many arrays and objects are open.
  bool parse_value(Json& out, int depth) {
    skip_space();
    if (pos_ >= text_.size()) return syntax();
    switch (text_[pos_]) {
      case '{': return parse_object(out, depth + 1);
      case '[': return parse_array(out, depth + 1);
      case '"': {
        std::string s;
        if (!parse_string(s)) return false;
        out = Json(std::move(s));
        return true;
      }
      case 't': out = Json(true); return take_word("true") || syntax();
      case 'f': out = Json(false); return take_word("false") || syntax();
      case 'n': out = Json(); return take_word("null") || syntax();
      default: return parse_number(out);
    }
  }

  bool parse_array(Json& out, int depth) {
    if (depth > kMaxDepth) return fail(JsonError::TooDeep);
    ++pos_;
    std::vector<Json> items;
    skip_space();
    if (!take(']')) {
      do {
        if (!parse_value(items.emplace_back(), depth)) return false;
        skip_space();
      } while (take(','));
      if (!take(']')) return syntax();
    }
    out = Json::array(std::move(items));
    return true;
  }

  bool parse_object(Json& out, int depth) {
    if (depth > kMaxDepth) return fail(JsonError::TooDeep);
    ++pos_;
    std::vector<Json::Member> members;
    skip_space();
    if (!take('}')) {
      do {
        skip_space();
        std::string name;
        if (!at('"')) return syntax();
        if (!parse_string(name)) return false;
        skip_space();
        if (!take(':')) return syntax();
        Json value;
        if (!parse_value(value, depth)) return false;
        members.emplace_back(std::move(name), std::move(value));
        skip_space();
      } while (take(','));
      if (!take('}')) return syntax();
    }
    out = Json::object(std::move(members));
    return true;
  }

  bool digits() {
    if (!at_digit()) return false;
    while (at_digit()) ++pos_;
    return true;
  }

  bool parse_number(Json& out) {
    const size_t start = pos_;
    take('-');
    if (!take('0') && !digits()) return syntax();
    if (take('.') && !digits()) return syntax();
    if (at('e') || at('E')) {
      ++pos_;
      if (!take('+')) take('-');
      if (!digits()) return syntax();
    }
    const double value = parse_decimal(text_.substr(start, pos_ - start));
    if (!std::isfinite(value)) return syntax();
    out = Json(value);
    return true;
  }

  bool parse_hex4(char32_t& unit) {
    if (text_.size() - pos_ < 4) return syntax();
    unit = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[pos_++];
      unit <<= 4;
      if (c >= '0' && c <= '9')
        unit |= static_cast<char32_t>(c - '0');
      else if (c >= 'a' && c <= 'f')
        unit |= static_cast<char32_t>(c - 'a' + 10);
      else if (c >= 'A' && c <= 'F')
        unit |= static_cast<char32_t>(c - 'A' + 10);
      else
        return syntax();
    }
    return true;
  }

  bool parse_unicode_escape(std::string& out) {
    char32_t cp = 0;
    if (!parse_hex4(cp)) return false;
    // JavaScript's strings may hold half a pair (RFC 8259 section 8.2).
    while (cp >= 0xD800 && cp <= 0xDBFF && take_word("\\u")) {
      char32_t low = 0;
      if (!parse_hex4(low)) return false;
      if (low >= 0xDC00 && low <= 0xDFFF) {
        utf8::append(out, 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00));
        return true;
      }
      utf8::append(out, utf8::kReplacement);
      cp = low;
    }
    utf8::append(out, cp >= 0xD800 && cp <= 0xDFFF ? utf8::kReplacement : cp);
    return true;
  }

  bool parse_string(std::string& out) {
    ++pos_;
    for (;;) {
      const size_t start = pos_;
      while (pos_ < text_.size() && text_[pos_] != '"' && text_[pos_] != '\\' &&
             static_cast<unsigned char>(text_[pos_]) >= 0x20)
        ++pos_;
      const auto plain = text_.substr(start, pos_ - start);
      if (!utf8::valid(plain)) return fail(JsonError::BadUtf8);
      out.append(plain);
      if (take('"')) return true;
      if (!take('\\') || pos_ >= text_.size()) return syntax();
      switch (text_[pos_++]) {
        case '"': out.push_back('"'); break;
        case '\\': out.push_back('\\'); break;
        case '/': out.push_back('/'); break;
        case 'b': out.push_back('\b'); break;
        case 'f': out.push_back('\f'); break;
        case 'n': out.push_back('\n'); break;
        case 'r': out.push_back('\r'); break;
        case 't': out.push_back('\t'); break;
        case 'u':
          if (!parse_unicode_escape(out)) return false;
          break;
        default: return syntax();
      }
    }
  }

  std::string_view text_;
  size_t pos_ = 0;
  JsonError error_ = JsonError::Syntax;
};

}  // namespace

Result<Json, JsonError> Json::parse(std::string_view text) { return Parser(text).run(); }

}  // namespace confab
