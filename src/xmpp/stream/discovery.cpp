// SPDX-License-Identifier: MIT
// See discovery.h.
#include "xmpp/stream/discovery.h"

#include "base/json.h"
#include "xml/parse.h"
#include "xmpp/stream/url.h"

namespace confab::xmpp {
namespace {

constexpr std::string_view kXrd = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

struct Search {
  platform::Network& network;
  std::string base;
  int timeout_ms;
  std::weak_ptr<char> owner;
  Function<void(DiscoveryResult)> done;

  using Parse = std::vector<std::string> (*)(std::string_view, std::string_view);

  static void ask(const std::shared_ptr<Search>& self, bool json, bool answered) {
    platform::HttpRequest request;
    request.url = self->base + (json ? "host-meta.json" : "host-meta");
    request.timeout_ms = self->timeout_ms;
    request.max_bytes = 64 * 1024;
    self->network.fetch(std::move(request), [self, json, answered](platform::HttpResponse r) {
      if (self->owner.expired()) return;
      const bool now_answered = answered || r.status != 0;
      const Parse parse = json ? links_of_host_meta_json : links_of_host_meta_xml;
      const bool secure = self->network.secure_page();
      DiscoveryResult found{{}, {}, now_answered};
      if (r.status == 200) {
        found.websocket = usable_link(parse(r.body, kWebSocketRelation), secure);
        found.bosh = usable_link(parse(r.body, kBoshRelation), secure, true);
      }
      if (found.websocket.empty() && found.bosh.empty() && json)
        return ask(self, false, now_answered);
      self->done(std::move(found));
    });
  }
};

}  // namespace

std::vector<std::string> links_of_host_meta_json(std::string_view text, std::string_view relation) {
  std::vector<std::string> out;
  const auto json = Json::parse(text);
  if (!json) return out;
  for (const Json& link : (*json)["links"].items())
    if (link["rel"].as_string() == relation) out.push_back(link["href"].as_string());
  return out;
}

std::vector<std::string> links_of_host_meta_xml(std::string_view text, std::string_view relation) {
  std::vector<std::string> out;
  const auto root = xml::parse(text);
  if (!root || !root->is("XRD", kXrd)) return out;
  for (const auto& link : root->children())
    if (link.is("Link", kXrd) && link.attr("rel") == relation) out.emplace_back(link.attr("href"));
  return out;
}

std::string usable_link(const std::vector<std::string>& links, bool secure_page, bool bosh) {
  std::string fallback;
  for (const std::string& link : links) {
    const auto url = bosh ? parse_bosh_url(link) : parse_websocket_url(link);
    if (!url) continue;
    if (url->secure) return link;
    if (!secure_page && url->loopback() && fallback.empty()) fallback = link;
  }
  return fallback;
}

void discover_endpoints(platform::Network& network, const std::string& domain, int timeout_ms,
                        const std::shared_ptr<char>& owner, Function<void(DiscoveryResult)> done) {
  // Over http: anybody on the way could send us to another server; on this machine nobody is.
  const bool plain = !network.secure_page() && is_loopback_host(domain);
  const std::string base = (plain ? "http://" : "https://") + domain + "/.well-known/";
  Search::ask(std::make_shared<Search>(Search{network, base, timeout_ms, owner, std::move(done)}),
              true, false);
}

}  // namespace confab::xmpp
