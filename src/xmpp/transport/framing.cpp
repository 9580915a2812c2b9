// SPDX-License-Identifier: MIT
// See framing.h.
#include "xmpp/transport/framing.h"

#include "base/strings.h"
#include "xmpp/core/ns.h"
#include "xmpp/transport/scan.h"

namespace confab::xmpp {
namespace {

using xml::ParseError;

std::string attribute(const xml::Element& e, std::string_view name) {
  return std::string(e.attr(name));
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(" ").append(name).append("='").append(xml::escape(value)) += '\'';
}

}  // namespace

Result<Frame, ParseError> parse_frame(std::string_view text, const xml::Limits& limits) {
  if (text.size() > limits.bytes) return err(ParseError::TooLarge);
  if (const auto bad = xml::check_bytes(text)) return err(*bad);
  text = skip_space(skip_declaration(text));
  const auto element = scan_element(text, limits);
  if (!element) return err(element.error());
  if (const auto error = only_space(text.substr(element->text.size()))) return err(*error);
  std::string_view name = element->name;
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
