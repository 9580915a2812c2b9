// SPDX-License-Identifier: MIT
// NativeNetwork: ws: and http: over plain TCP for tests and tools on loopback. TLS is a browser's
// business: wss: and https: are refused.
#pragma once

#include <map>

#include "platform/native/loop.h"
#include "platform/socket.h"

namespace confab::platform {

class NativeNetwork final : public Network {
 public:
  using Sha1 = std::string (*)(std::string_view);  // 20 raw bytes; checks the handshake's answer
  NativeNetwork(Loop& loop, Sha1 sha1) : loop_(loop), sha1_(sha1) {}

  std::unique_ptr<WebSocket> connect(const std::string& url, const std::string& protocol,
                                     WebSocketListener& listener, std::string& error) override;
  ~NativeNetwork() override;
  FetchId fetch(HttpRequest request, Function<void(HttpResponse)> done) override;
  void cancel_fetch(FetchId id) override;
  bool secure_page() const override { return false; }
  bool online() const override { return true; }

 private:
  struct Exchange;
  Loop& loop_;
  Sha1 sha1_;
  std::map<FetchId, std::shared_ptr<Exchange>> exchanges_;
  FetchId last_fetch_ = 0;
};

}  // namespace confab::platform
