// SPDX-License-Identifier: MIT
// xml::parse on expat. Entities beyond the five predefined ones cannot exist, since a DTD stops the
// parser at its first byte.
#include "xml/parse.h"

#include <expat.h>

#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/utf8.h"

namespace confab::xml {
namespace {

constexpr char kSeparator = '\x1F';  // between namespace and name; XML cannot contain it

// "namespace<sep>name" or "name".
std::pair<std::string_view, std::string_view> split_name(std::string_view qualified) {
  const size_t at = qualified.find(kSeparator);
  if (at == std::string_view::npos) return {{}, qualified};
  return {qualified.substr(0, at), qualified.substr(at + 1)};
}

class Builder {
 public:
  Builder(XML_Parser parser, const Limits& limits) : parser_(parser), limits_(limits) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, start, end);
    XML_SetCharacterDataHandler(parser_, text);
    XML_SetCommentHandler(parser_, [](void* self, const XML_Char*) { refuse(self); });
    XML_SetProcessingInstructionHandler(
        parser_, [](void* self, const XML_Char*, const XML_Char*) { refuse(self); });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const XML_Char*, const XML_Char*,
                                               const XML_Char*, int) { refuse(self); });
  }

  Result<Element, ParseError> run(std::string_view text) {
    const auto status = XML_Parse(parser_, text.data(), static_cast<int>(text.size()), XML_TRUE);
    if (error_) return err(*error_);
    if (status != XML_STATUS_OK || root_.empty()) return err(ParseError::NotWellFormed);
    return std::move(root_);
  }

 private:
  static Builder& of(void* self) { return *static_cast<Builder*>(self); }
  static void refuse(void* self) { of(self).stop(ParseError::Restricted); }

  void stop(ParseError e) {
    if (!error_) error_ = e;
    XML_StopParser(parser_, XML_FALSE);
  }

  static void start(void* self, const XML_Char* name, const XML_Char** attrs) {
    Builder& b = of(self);
    if (b.error_) return;
    if (b.open_.size() >= b.limits_.depth || ++b.elements_ > b.limits_.elements)
      return b.stop(ParseError::TooLarge);
    const auto [ns, local] = split_name(name);
    Element e{std::string(local), std::string(ns)};
    for (size_t n = 0; attrs[2 * n]; ++n) {
      if (n >= b.limits_.attributes) return b.stop(ParseError::TooLarge);
      const auto [attr_ns, attr] = split_name(attrs[2 * n]);
      if (attr == "xmlns") continue;  // p:xmlns='...' is legal, and would be written as xmlns
      // No XMPP extension uses prefixed attributes but xml:lang; others keep their local name.
      e.set_attr(attr_ns == kXmlNs ? "xml:" + std::string(attr) : std::string(attr),
                 attrs[2 * n + 1]);
    }
    b.open_.push_back(std::move(e));
    b.texts_.emplace_back();
  }

  static void end(void* self, const XML_Char*) {
    Builder& b = of(self);
    if (b.error_) return;
    Element done = std::move(b.open_.back());
    done.set_text(std::move(b.texts_.back()));
    b.open_.pop_back();
    b.texts_.pop_back();
    if (b.open_.empty())
      b.root_ = std::move(done);
    else
      b.open_.back().children().push_back(std::move(done));
  }

  static void text(void* self, const XML_Char* s, int length) {
    Builder& b = of(self);
    if (!b.error_ && !b.texts_.empty()) b.texts_.back().append(s, static_cast<size_t>(length));
  }

  XML_Parser parser_;
  const Limits& limits_;
  std::vector<Element> open_;  // from the root to the element being read
  std::vector<std::string> texts_;
  size_t elements_ = 0;
  Element root_;
  std::optional<ParseError> error_;
};

struct Free {
  void operator()(XML_Parser p) const { XML_ParserFree(p); }
};

}  // namespace

std::optional<ParseError> check_bytes(std::string_view text) {
  if (!utf8::valid(text)) return ParseError::BadUtf8;
  // expat would take a NUL beside the first byte for UTF-16, whatever encoding it is told, and
  // calls a null pointer there when built for size (XML_MIN_SIZE).
  if (text.find('\0') != text.npos) return ParseError::NotWellFormed;
  return std::nullopt;
}

Result<Element, ParseError> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return err(ParseError::TooLarge);
  if (!utf8::valid(text)) return err(ParseError::BadUtf8);
  // No XML has a NUL. expat would take one beside the first byte for UTF-16, whatever encoding it
  // is told, and calls a null pointer there when built for size (XML_MIN_SIZE).
  if (text.find('\0') != text.npos) return err(ParseError::NotWellFormed);
  // The encoding is fixed, whatever an XML declaration says (RFC 6120 section 11.6).
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser(
      XML_ParserCreateNS("UTF-8", kSeparator));
  return Builder(parser.get(), limits).run(text);
}

}  // namespace confab::xml
