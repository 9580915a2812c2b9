// SPDX-License-Identifier: MIT
// RFC 7395 framing as pure functions: one WebSocket text frame <-> one event of a classical stream.
// Checks what must be known before a parser sees it; well-formedness of stanzas is the parser's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "xml/parse.h"

namespace confab::xmpp {

struct FrameOpen {
  std::string from, to, id, version, lang;
};
struct FrameClose {
  std::string see_other_uri;  // RFC 7395 section 3.6.1; "" when it just closes
};
struct FrameStanza {
  std::string_view xml;  // exactly one element; points into the frame
};
using Frame = std::variant<FrameOpen, FrameClose, FrameStanza>;

// NotWellFormed also covers what is not exactly one element (split or glued stanzas).
Result<Frame, xml::ParseError> parse_frame(std::string_view text, const xml::Limits& limits = {});

// The classical stream tag that stands for <open/>, for the parser.
std::string stream_header(const FrameOpen& open);
inline constexpr std::string_view kStreamEnd = "</stream:stream>";

// Outgoing: "<?xml ...?><stream:stream ...>" and "</stream:stream>" become <open/> and <close/>;
// nullopt: `item` is a stanza and goes out as it is.
std::optional<std::string> frame_of_stream_tag(std::string_view item);

}  // namespace confab::xmpp
