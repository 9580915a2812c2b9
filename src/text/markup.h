// SPDX-License-Identifier: MIT
// Markup: finds links (http, https, mailto, xmpp, geo, tel) and XEP-0393 message styling in a text.
// Only marks; the text keeps its characters, as the XEP asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/layout.h"

namespace confab::text {

struct MarkupOptions {
  bool styling = true;  // allow_message_styling
  bool links = true;
  std::string_view mention;  // own nick: whole-word hits become kMention
};

std::vector<Span> find_markup(std::string_view text, const MarkupOptions& options);

// True for a URL that may be opened or put into an <a>: one of the schemes above, no control
// characters, at most 8 KiB.
bool safe_link(std::string_view url);

}  // namespace confab::text
