// SPDX-License-Identifier: MIT
// WebSocket and HTTP as the browser offers them. Whole text messages in, whole text messages out;
// nothing here knows XMPP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/function.h"

namespace confab::platform {

// Calls never come from inside connect()/send_text()/close(). After on_close none come at all.
class WebSocketListener {
 public:
  virtual ~WebSocketListener() = default;
  virtual void on_open(std::string_view protocol) = 0;  // the sub-protocol the server chose
  virtual void on_text(std::string_view text) = 0;      // valid only during the call
  virtual void on_close(int code, std::string_view reason) = 0;  // 1006: no close frame came
};

class WebSocket {
 public:
  virtual ~WebSocket() = default;  // destroying drops the connection without further calls
  virtual void send_text(std::string_view text) = 0;
  virtual size_t buffered() const = 0;  // bytes handed over but not yet on the wire
  virtual void close(int code, std::string_view reason) = 0;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool credentials = false;  // send cookies across origins
  int timeout_ms = 10000;
  size_t max_bytes = 1024 * 1024;
  bool keepalive = false;  // is finished even when the page goes meanwhile, without an answer then
};
using FetchId = uint32_t;
struct HttpResponse {
  int status = 0;  // 0: no answer (network, CORS, timeout, too large); `error` then says which
  std::string body, error, final_url;
};

class Network {
 public:
  virtual ~Network() = default;
  // Null with `error` set when the browser refuses the URL at once (bad URL, ws: from https:, CSP).
  virtual std::unique_ptr<WebSocket> connect(const std::string& url, const std::string& protocol,
                                             WebSocketListener& listener, std::string& error) = 0;
  virtual FetchId fetch(HttpRequest request, Function<void(HttpResponse)> done) = 0;
  virtual void cancel_fetch(FetchId id) = 0;  // `done` is not called; unknown ids are fine
  virtual bool secure_page() const = 0;       // the page itself came over https:
  virtual bool online() const = 0;            // the browser's own guess
};

}  // namespace confab::platform
