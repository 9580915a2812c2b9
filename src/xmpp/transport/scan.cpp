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
// time proportional to pieces x length. Only long frames can make that noticeable: then pieces are
// limited to what takes some hundredths of a second.
constexpr size_t kLongFrame = 32 * 1024;
constexpr size_t kMaxTextCost = size_t{1} << 28;

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
      pos_ = tag;
      if (pos_ == text_.size()) return err(ParseError::NotWellFormed);
      if (auto e = markup()) return err(*e);
    } while (depth_ != 0);
    if (pos_ > limits_.bytes) return err(ParseError::TooLarge);
    return ScannedElement{text_.substr(0, pos_), root_name_, text_.substr(0, first_tag_)};
  }

 private:
  std::optional<ParseError> markup() {
    const char next = pos_ + 1 < text_.size() ? text_[pos_ + 1] : '\0';
    if (next == '?') return ParseError::Restricted;
    if (next == '!') {
      if (text_.substr(pos_).starts_with(kCdata)) return cdata();
      return ParseError::Restricted;
    }
    return next == '/' ? end_tag() : start_tag();
  }

  std::optional<ParseError> cdata() {
    const size_t start = pos_ + kCdata.size();
    const size_t end = text_.find("]]>", start);
    if (depth_ == 0 || end == text_.npos) return ParseError::NotWellFormed;
    pos_ = end + 3;
    return std::nullopt;
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
  std::string_view root_name_;
};

// Where the tag that begins at `from` ends.
size_t end_of_tag(std::string_view text, size_t from) {
  char quote = 0;
  for (size_t i = from; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i + 1;
    }
  }
  return text.size();
}

}  // namespace

std::optional<std::string> thinned(std::string_view text) {
  if (text.size() <= kLongFrame) return std::nullopt;
  const size_t most = kMaxTextCost / text.size();
  std::optional<std::string> out;
  size_t pieces = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kCdata)) {
      i += kCdata.size() - 1;
    } else if (text[i] == '<') {
      i = end_of_tag(text, i) - 1;
      pieces = 0;
    } else if ((text[i] == '\n' || text[i] == '&') && ++pieces > most) {
      if (!out) out.emplace(text);
      const size_t end = text[i] == '&' ? std::min(text.find(';', i), text.size() - 1) : i;
      std::fill(out->begin() + static_cast<ptrdiff_t>(i),
                out->begin() + static_cast<ptrdiff_t>(end + 1), ' ');
    }
  }
  return out;
}

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
