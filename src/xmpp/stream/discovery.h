// SPDX-License-Identifier: MIT
// XEP-0156: finding a domain's WebSocket and BOSH URLs in its host-meta documents.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/function.h"
#include "platform/socket.h"

namespace confab::xmpp {

inline constexpr std::string_view kWebSocketRelation = "urn:xmpp:alt-connections:websocket";
inline constexpr std::string_view kBoshRelation = "urn:xmpp:alt-connections:xbosh";

// Links of a document, in order; empty when it has none or is not what it should be.
std::vector<std::string> links_of_host_meta_json(std::string_view text,
                                                 std::string_view relation = kWebSocketRelation);
std::vector<std::string> links_of_host_meta_xml(std::string_view text,
                                                std::string_view relation = kWebSocketRelation);

// The first link we may follow: wss: or https:, or without TLS to a loopback host from a page that
// is not secure itself. "" when there is none.
std::string usable_link(const std::vector<std::string>& links, bool secure_page, bool bosh = false);

struct DiscoveryResult {
  std::string websocket, bosh;  // "" when nothing was found
  bool answered = false;        // the web server answered at all, so asking again would not help
};
// Asks for host-meta.json, and for host-meta when that has nothing. `done` is not called once
// `owner` has died, and never from inside the call unless the platform's fetch does so.
void discover_endpoints(platform::Network& network, const std::string& domain, int timeout_ms,
                        const std::shared_ptr<char>& owner, Function<void(DiscoveryResult)> done);

}  // namespace confab::xmpp
