// SPDX-License-Identifier: MIT
// ServerUrl: the parts of a ws:/wss: or http:/https: URL that decide whether it may be used, and
// for what.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace confab::xmpp {

struct ServerUrl {
  bool secure = false;  // wss:, https:
  std::string host;     // lower case, without brackets
  bool loopback() const;
  // Secrets that a listener could read may be sent: nobody listens, or only on this machine.
  bool confidential() const { return secure || loopback(); }
};

// nullopt: not an absolute ws:/wss: URL, or one with a user name, a fragment or white space.
std::optional<ServerUrl> parse_websocket_url(std::string_view url);
std::optional<ServerUrl> parse_bosh_url(std::string_view url);  // the same for http:/https:

bool is_loopback_host(std::string_view host);  // localhost, *.localhost, 127.0.0.0/8, ::1

}  // namespace confab::xmpp
