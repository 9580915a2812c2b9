// SPDX-License-Identifier: MIT
// See url.h. Only as much of RFC 3986 as is asked here; the platform parses the URL for real.
#include "xmpp/stream/url.h"

#include <algorithm>

#include "base/strings.h"

namespace confab::xmpp {
namespace {

bool is_ipv4(std::string_view host) {
  const auto parts = split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view p) {
           return !p.empty() && p.size() <= 3 &&
                  std::all_of(p.begin(), p.end(), [](char c) { return c >= '0' && c <= '9'; });
         });
}

bool valid_port(std::string_view port) {
  return port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `scheme`: without the "s" of its secure form.
std::optional<ServerUrl> parse(std::string_view url, std::string_view scheme) {
  ServerUrl out;
  const std::string lower = ascii_lower(url.substr(0, url.find("://")));
  out.secure = lower.ends_with('s') && lower.size() == scheme.size() + 1;
  if (lower.substr(0, lower.size() - out.secure) != scheme || lower.size() == url.size())
    return std::nullopt;
  url.remove_prefix(lower.size() + 3);
  if (std::any_of(url.begin(), url.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '#'; }))
    return std::nullopt;
  const std::string_view authority = url.substr(0, url.find_first_of("/?"));
  if (authority.find('@') != authority.npos) return std::nullopt;
  std::string_view host = authority, port;
  if (host.starts_with('[')) {
    const size_t end = host.find(']');
    if (end == host.npos) return std::nullopt;
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
    if (!port.empty() && port.front() != ':') return std::nullopt;
  } else if (const size_t colon = host.find(':'); colon != host.npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  if (!port.empty() && !valid_port(port.substr(1))) return std::nullopt;
  if (host.empty()) return std::nullopt;
  out.host = ascii_lower(host);
  return out;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && is_ipv4(host));
}

bool ServerUrl::loopback() const { return is_loopback_host(host); }

std::optional<ServerUrl> parse_websocket_url(std::string_view url) { return parse(url, "ws"); }
std::optional<ServerUrl> parse_bosh_url(std::string_view url) { return parse(url, "http"); }

}  // namespace confab::xmpp
