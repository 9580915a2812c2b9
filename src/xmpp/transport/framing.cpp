// SPDX-License-Identifier: MIT
// The frame scanner: one pass over the bytes that finds tags, CDATA sections and what XMPP forbids.
// Tag names are compared by nobody here: the parser behind does that.
#include "xmpp/transport/framing.h"

#include <algorithm>

#include "base/strings.h"
#include "base/utf8.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

using xml::ParseError;

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kCdata = "<![CDATA[";

// libstrophe joins the pieces of one text (expat reports each line and each entity by itself) in
// time proportional to pieces x length. Only long frames can make that noticeable.
constexpr size_t kLongFrame = 32 * 1024;
constexpr size_t kMaxTextCost = size_t{1} << 30;

class Scanner {
 public:
  Scanner(std::string_view text, const xml::Limits& limits) : text_(text), limits_(limits) {}

  // nullopt: exactly one element, nothing forbidden, all within the limits.
  std::optional<ParseError> run() {
    while (pos_ < text_.size()) {
      const size_t tag = std::min(text_.find('<', pos_), text_.size());
      if (auto e = character_data(text_.substr(pos_, tag - pos_))) return e;
      pos_ = tag;
      if (pos_ == text_.size()) break;
      if (auto e = markup()) return e;
    }
    if (depth_ != 0 || roots_ != 1) return ParseError::NotWellFormed;
    return std::nullopt;
  }

  std::string_view root_name() const { return root_name_; }

 private:
  std::optional<ParseError> character_data(std::string_view data) {
    if (depth_ == 0)
      return data.find_first_not_of(kSpace) == data.npos ? std::nullopt
                                                         : std::optional(ParseError::NotWellFormed);
    return count_text(data);
  }

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
    if (depth_ == 0 && roots_ > 0) return ParseError::NotWellFormed;  // a second stanza
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
      ++roots_;
      root_name_ = inside.substr(0, inside.find_first_of(" \t\r\n/"));
    }
    if (!inside.ends_with('/')) ++depth_;
    pos_ = end + 1;
    return std::nullopt;
  }

  std::string_view text_;
  const xml::Limits& limits_;
  size_t pos_ = 0, depth_ = 0, roots_ = 0, elements_ = 0;
  size_t text_length_ = 0, text_pieces_ = 0;
  std::string_view root_name_;
};

// An XML declaration is not a processing instruction, and RFC 7395 does not rule it out.
std::string_view without_declaration(std::string_view text) {
  if (!text.starts_with("<?xml") || text.size() < 6 || kSpace.find(text[5]) == kSpace.npos)
    return text;
  const size_t end = text.find("?>");
  return end == text.npos ? text : text.substr(end + 2);
}

std::string attribute(const xml::Element& e, std::string_view name) {
  return std::string(e.attr(name));
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(" ").append(name).append("='").append(xml::escape(value)) += '\'';
}

}  // namespace

Result<Frame, ParseError> parse_frame(std::string_view text, const xml::Limits& limits) {
  if (text.size() > limits.bytes) return err(ParseError::TooLarge);
  if (!utf8::valid(text)) return err(ParseError::BadUtf8);
  if (text.find('\0') != text.npos) return err(ParseError::NotWellFormed);
  text = without_declaration(text);
  Scanner scanner(text, limits);
  if (const auto error = scanner.run()) return err(*error);
  std::string_view name = scanner.root_name();
  name.remove_prefix(name.find(':') + 1);  // npos + 1 is 0
  if (name != "open" && name != "close") return Frame(FrameStanza{text});
  // Once per stream, so the full parser may look at it.
  const auto parsed = xml::parse(text, limits);
  if (!parsed) return err(parsed.error());
  if (parsed->ns() != ns::kFraming) return Frame(FrameStanza{text});
  if (!parsed->children().empty() || !trim(parsed->text()).empty())
    return err(ParseError::NotWellFormed);
  if (parsed->name() == "close") return Frame(FrameClose{attribute(*parsed, "see-other-uri")});
  return Frame(FrameOpen{attribute(*parsed, "from"), attribute(*parsed, "to"),
                         attribute(*parsed, "id"), attribute(*parsed, "version"),
                         attribute(*parsed, "xml:lang")});
}

std::string stream_header(const FrameOpen& open) {
  std::string out = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='";
  out.append(ns::kStream).append("'");
  append_attribute(out, "from", open.from);
  append_attribute(out, "to", open.to);
  append_attribute(out, "id", open.id);
  append_attribute(out, "version", open.version);
  append_attribute(out, "xml:lang", open.lang);
  return out.append(">");
}

std::optional<std::string> frame_of_stream_tag(std::string_view item) {
  if (item == kStreamEnd) return "<close xmlns='" + std::string(ns::kFraming) + "'/>";
  constexpr std::string_view kTag = "<stream:stream";
  if (!item.starts_with("<?xml") && !item.starts_with(kTag)) return std::nullopt;
  const size_t tag = item.find(kTag);
  if (tag == item.npos || !item.ends_with('>')) return std::nullopt;
  item = item.substr(tag + kTag.size());
  item.remove_suffix(1);
  return "<open xmlns='" + std::string(ns::kFraming) + "'" + std::string(item) + "/>";
}

}  // namespace confab::xmpp
