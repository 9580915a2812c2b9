// SPDX-License-Identifier: MIT
// XEP-0156: finding a domain's WebSocket URL in its host-meta documents.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/socket.h"

namespace confab::xmpp {

// WebSocket links of a document, in order; empty when it has none or is not what it should be.
std::vector<std::string> links_of_host_meta_json(std::string_view text);
std::vector<std::string> links_of_host_meta_xml(std::string_view text);

// The first link we may follow: wss:, or ws: to a loopback host from a page that is not secure
// itself. "" when there is none.
std::string usable_link(const std::vector<std::string>& links, bool secure_page);

struct DiscoveryResult {
  std::string url;        // "" when nothing was found
  bool answered = false;  // the web server answered at all, so asking again would not help
};
// Asks for host-meta.json, then for host-meta. `done` is not called once `owner` has died, and
// never from inside the call unless the platform's fetch does so.
void discover_websocket(platform::Network& network, const std::string& domain, int timeout_ms,
                        const std::shared_ptr<char>& owner,
                        std::function<void(DiscoveryResult)> done);

}  // namespace confab::xmpp
