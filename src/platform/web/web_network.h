// SPDX-License-Identifier: MIT
// WebNetwork: the browser's WebSocket and fetch. Routes calls from JavaScript to the right socket
// or request by id; a dropped socket's late calls find nobody.
#pragma once

#include <map>

#include "platform/socket.h"

namespace confab::platform {

class WebNetwork final : public Network {
 public:
  std::unique_ptr<WebSocket> connect(const std::string& url, const std::string& protocol,
                                     WebSocketListener& listener, std::string& error) override;
  FetchId fetch(HttpRequest request, Function<void(HttpResponse)> done) override;
  void cancel_fetch(FetchId id) override;
  bool secure_page() const override;
  bool online() const override;

  // From JavaScript.
  void socket_open(uint32_t id, std::string_view protocol);
  void socket_text(uint32_t id, std::string_view text);
  void socket_close(uint32_t id, int code, std::string_view reason);
  void fetch_done(uint32_t id, HttpResponse response);

 private:
  class Socket;
  std::map<uint32_t, WebSocketListener*> listeners_;
  std::map<uint32_t, Function<void(HttpResponse)>> fetches_;
  uint32_t last_id_ = 0;
};

}  // namespace confab::platform
