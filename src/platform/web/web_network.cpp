// SPDX-License-Identifier: MIT
// The browser's WebSocket and fetch; see web_network.h.
#include "platform/web/web_network.h"

#include "base/json.h"
#include "platform/web/js.h"

namespace confab::platform {

class WebNetwork::Socket final : public WebSocket {
 public:
  Socket(WebNetwork& network, uint32_t id) : network_(network), id_(id) {}
  ~Socket() override {
    network_.listeners_.erase(id_);
    confab_js_socket_drop(id_);
  }
  void send_text(std::string_view text) override {
    confab_js_socket_send(id_, text.data(), len(text));
  }
  size_t buffered() const override { return static_cast<size_t>(confab_js_socket_buffered(id_)); }
  void close(int code, std::string_view reason) override {
    confab_js_socket_close(id_, code, reason.data(), len(reason));
  }

 private:
  WebNetwork& network_;
  uint32_t id_;
};

std::unique_ptr<WebSocket> WebNetwork::connect(const std::string& url, const std::string& protocol,
                                               WebSocketListener& listener, std::string& error) {
  const uint32_t id = ++last_id_;
  if (confab_js_socket_connect(id, url.data(), len(url), protocol.data(), len(protocol)) != 0) {
    error = "refused";
    return nullptr;
  }
  listeners_[id] = &listener;
  return std::make_unique<Socket>(*this, id);
}

FetchId WebNetwork::fetch(HttpRequest request, Function<void(HttpResponse)> done) {
  const uint32_t id = ++last_id_;
  fetches_[id] = std::move(done);
  Json headers = Json::object();
  for (auto& [name, value] : request.headers) headers.set(name, value);
  Json json = Json::object();
  json.set("method", request.method).set("url", request.url).set("headers", std::move(headers));
  json.set("body", request.body).set("credentials", request.credentials);
  json.set("timeout_ms", request.timeout_ms).set("keepalive", request.keepalive);
  json.set("max_bytes", static_cast<double>(request.max_bytes));
  const std::string text = json.dump();
  confab_js_fetch(id, text.data(), len(text));
  return id;
}

void WebNetwork::cancel_fetch(FetchId id) {
  if (fetches_.erase(id)) confab_js_fetch_cancel(id);
}

bool WebNetwork::secure_page() const { return confab_js_page_secure() != 0; }
bool WebNetwork::online() const { return confab_js_page_online() != 0; }

void WebNetwork::socket_open(uint32_t id, std::string_view protocol) {
  if (const auto it = listeners_.find(id); it != listeners_.end()) it->second->on_open(protocol);
}

void WebNetwork::socket_text(uint32_t id, std::string_view text) {
  if (const auto it = listeners_.find(id); it != listeners_.end()) it->second->on_text(text);
}

void WebNetwork::socket_close(uint32_t id, int code, std::string_view reason) {
  const auto it = listeners_.find(id);
  if (it == listeners_.end()) return;
  WebSocketListener* listener = it->second;
  listeners_.erase(it);
  listener->on_close(code, reason);
}

void WebNetwork::fetch_done(uint32_t id, HttpResponse response) {
  const auto it = fetches_.find(id);
  if (it == fetches_.end()) return;
  auto done = std::move(it->second);
  fetches_.erase(it);
  done(std::move(response));
}

}  // namespace confab::platform
