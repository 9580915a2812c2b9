// SPDX-License-Identifier: MIT
// What the server's or the parser's errors mean for a session: the one table from conditions to
// StreamFailure codes, and the stream errors we send ourselves.
#pragma once

#include <string>
#include <string_view>

#include "xml/parse.h"
#include "xmpp/stream/session.h"

namespace confab::xmpp {

StreamFailure failure_of_stream_error(const xml::Element& error);  // <stream:error/>, RFC 6120 4.9
StreamFailure failure_of_sasl(const xml::Element& failure);        // <failure/>, RFC 6120 6.5
StreamFailure failure_of_bind(const xml::Element& iq);             // RFC 6120 7.6.2
StreamFailure failure_of_bosh(std::string_view condition);         // XEP-0124 17.2
StreamFailure failure_of_parse(xml::ParseError error);

// The condition that `error` has in RFC 6120 section 4.9.3.
std::string_view stream_condition(xml::ParseError error);
// A complete <stream:error/>; `extra` is an application-specific child, already XML.
std::string stream_error_xml(std::string_view condition, std::string_view extra = {});

}  // namespace confab::xmpp
