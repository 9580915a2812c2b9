// SPDX-License-Identifier: MIT
// Small helpers that several modules need to read and build stanzas. Nothing of one feature alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "xml/element.h"
#include "xmpp/core/events.h"
#include "xmpp/core/jid.h"

namespace confab::xmpp {

// The JID in that attribute; empty when it is missing or not a JID.
Jid jid_attr(const xml::Element& element, std::string_view name);

// True for what our own account said: no `from` at all, or exactly our bare JID (RFC 6120 8.1.2.1).
// The one test before roster pushes, carbons, own archive results and own PEP events are believed.
bool from_own_account(const xml::Element& stanza, const Jid& own);

xml::Element make_iq(std::string_view type, const Jid& to);  // `to` empty: to our own account
xml::Element make_message(std::string_view type, const Jid& to, const std::string& id);
xml::Element make_result(const xml::Element& request);
xml::Element make_error(const xml::Element& request, std::string_view type,
                        std::string_view condition);
void add_text(xml::Element& parent, const char* name, const std::string& text);  // none when empty

// RFC 6121 4.7: presence that says where somebody is.
Show parse_show(const xml::Element& presence);
xml::Element make_presence(Show show, const std::string& status, int priority, const Jid& to);
int parse_int(std::string_view text, int fallback);

// XEP-0203 stamp in ms of the first <delay/> whose `from` is missing or one of the two bare JIDs
// (or their domains); 0 when there is none to believe.
int64_t delay_stamp(const xml::Element& stanza, const Jid& a, const Jid& b);

}  // namespace confab::xmpp
