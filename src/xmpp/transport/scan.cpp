// SPDX-License-Identifier: MIT
// One pass over the bytes that finds tags and CDATA sections. Tag names are compared by nobody
// here: the parser behind does that.
#include "xmpp/transport/scan.h"

#include <algorithm>
#include <optional>

namespace confab::xmpp {
namespace {

using xml::ParseError;

constexpr std::string_view kCdata = "<![CDATA[";

// libstrophe joins the pieces of one text (expat reports each line and each entity by itself) in
// time proportional to pieces x length. Only long frames can make that noticeable.
constexpr size_t kLongFrame = 32 * 1024;
constexpr size_t kMaxTextCost = size_t{1} << 30;

class Scanner {
 public:
  Scanner(std::string_view text, const xml::Limits& limits) : text_(text), limits_(limits) {}

  // To the end of the tag that begins here.
  Result<ScannedElement, ParseError> tag() {
    if (!text_.starts_with('<')) return err(ParseError::NotWellFormed);
    if (auto e = markup()) return err(*e);
    const std::string_view tag = text_.substr(0, pos_);
    return ScannedElement{tag, root_name_, tag};
  }

  // To the end of the element that begins here.
  Result<ScannedElement, ParseError> run() {
    do {
      const size_t tag = std::min(text_.find('<', pos_), text_.size());
      if (depth_ == 0 && tag != pos_) return err(ParseError::NotWellFormed);
      if (auto e = count_text(text_.substr(pos_, tag - pos_))) return err(*e);
      pos_ = tag;
      if (pos_ == text_.size()) return err(ParseError::NotWellFormed);
      if (auto e = markup()) return err(*e);
    } while (depth_ != 0);
    if (pos_ > limits_.bytes) return err(ParseError::TooLarge);
    return ScannedElement{text_.substr(0, pos_), root_name_, text_.substr(0, first_tag_)};
  }

 private:
  std::optional<ParseError> count_text(std::string_view data) {
    if (text_.size() <= kLongFrame) return std::nullopt;
    text_length_ += data.size();
    text_pieces_ += 1 + static_cast<size_t>(std::count_if(data.begin(), data.end(), [](char c) {
                      return c == '\n' || c == '&';
                    }));
    if (text_pieces_ * text_length_ > kMaxTextCost) return ParseError::TooLarge;
    return std::nullopt;
  }

  std::optional<ParseError> markup() {
    const char next = pos_ + 1 < text_.size() ? text_[pos_ + 1] : '\0';
    if (next == '?') return ParseError::Restricted;
    if (next == '!') {
      if (text_.substr(pos_).starts_with(kCdata)) return cdata();
      return ParseError::Restricted;
    }
    text_pieces_ = text_length_ = 0;  // a tag ends the text
    return next == '/' ? end_tag() : start_tag();
  }

  std::optional<ParseError> cdata() {
    const size_t start = pos_ + kCdata.size();
    const size_t end = text_.find("]]>", start);
    if (depth_ == 0 || end == text_.npos) return ParseError::NotWellFormed;
    pos_ = end + 3;
    return count_text(text_.substr(start, end - start));
  }

  std::optional<ParseError> end_tag() {
    const size_t end = text_.find('>', pos_);
    if (end == text_.npos || depth_ == 0) return ParseError::NotWellFormed;
    --depth_;
    pos_ = end + 1;
    return std::nullopt;
  }

  std::optional<ParseError> start_tag() {
    const size_t start = pos_ + 1;
    size_t attributes = 0;
    for (size_t i = start; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"' || c == '\'') {
        i = text_.find(c, i + 1);
        if (i == text_.npos || ++attributes > limits_.attributes) break;
      } else if (c == '<') {
        break;
      } else if (c == '>') {
        return opened(text_.substr(start, i - start), i);
      }
    }
    return attributes > limits_.attributes ? ParseError::TooLarge : ParseError::NotWellFormed;
  }

  // `inside`: between the brackets; `end`: where the closing one is.
  std::optional<ParseError> opened(std::string_view inside, size_t end) {
    if (depth_ >= limits_.depth || ++elements_ > limits_.elements) return ParseError::TooLarge;
    if (depth_ == 0) {
      root_name_ = inside.substr(0, inside.find_first_of(" \t\r\n/"));
      first_tag_ = end + 1;
    }
    if (!inside.ends_with('/')) ++depth_;
    pos_ = end + 1;
    return std::nullopt;
  }

  std::string_view text_;
  const xml::Limits& limits_;
  size_t pos_ = 0, depth_ = 0, elements_ = 0, first_tag_ = 0;
  size_t text_length_ = 0, text_pieces_ = 0;
  std::string_view root_name_;
};

}  // namespace

Result<ScannedElement, ParseError> scan_element(std::string_view text, const xml::Limits& limits) {
  return Scanner(text, limits).run();
}

Result<ScannedElement, ParseError> scan_tag(std::string_view text, const xml::Limits& limits) {
  return Scanner(text, limits).tag();
}

std::optional<ParseError> only_space(std::string_view text) {
  text = skip_space(text);
  if (text.empty()) return std::nullopt;
  const bool restricted =
      text.starts_with("<?") || (text.starts_with("<!") && !text.starts_with(kCdata));
  return restricted ? ParseError::Restricted : ParseError::NotWellFormed;
}

std::string_view skip_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kXmlSpace), text.size()));
}

std::string_view skip_declaration(std::string_view text) {
  if (!text.starts_with("<?xml") || text.size() < 6 || kXmlSpace.find(text[5]) == kXmlSpace.npos)
    return text;
  const size_t end = text.find("?>");
  return end == text.npos ? text : text.substr(end + 2);
}

}  // namespace confab::xmpp
