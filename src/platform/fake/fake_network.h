// SPDX-License-Identifier: MIT
// FakeNetwork: WebSockets and HTTP answers that a test plays by hand. No bytes leave the process.
#pragma once

#include <deque>
#include <map>

#include "platform/clock.h"
#include "platform/socket.h"

namespace confab::platform {

// One WebSocket as the test sees it; stays valid after the client dropped its end.
struct FakeConnection {
  std::string url, protocol;
  std::vector<std::string> sent;               // every frame of the client, oldest first
  bool dropped = false;                        // the client destroyed its WebSocket
  int closed_code = 0;                         // the client asked to close with this code
  Function<void(const std::string&)> on_sent;  // a scripted peer; called as frames are sent

  // What the server or the network does. Ignored when the client's end is gone.
  void open(std::string_view chosen = "xmpp");
  void text(std::string_view frame);
  void close(int code = 1006, std::string_view reason = {});

  WebSocketListener* listener = nullptr;  // null once closed or dropped
};

class FakeNetwork final : public Network {
 public:
  explicit FakeNetwork(Timers& timers) : timers_(timers) {}

  std::unique_ptr<WebSocket> connect(const std::string& url, const std::string& protocol,
                                     WebSocketListener& listener, std::string& error) override;
  FetchId fetch(HttpRequest request, Function<void(HttpResponse)> done) override;
  void cancel_fetch(FetchId id) override { fetches_.erase(id); }
  bool secure_page() const override { return secure; }
  bool online() const override { return is_online; }

  bool secure = false, is_online = true;
  std::string refuse;  // when set, connect() fails at once with this error
  // Called (from a timer) for each new connection, to script a server.
  Function<void(const std::shared_ptr<FakeConnection>&)> on_connect;
  std::map<std::string, HttpResponse> pages;  // by URL; what is missing gives status 404
  std::vector<HttpRequest> requests;
  // When set and true for a request, on_fetch's owner answers it by answer(), or never: then it
  // times out.
  Function<bool(FetchId id, const HttpRequest& request)> on_fetch;
  void answer(FetchId id, HttpResponse response);
  size_t pending_fetches() const { return fetches_.size(); }

  std::vector<std::shared_ptr<FakeConnection>> connections;  // all there ever were
  FakeConnection& last() { return *connections.back(); }

 private:
  Timers& timers_;
  std::map<FetchId, Function<void(HttpResponse)>> fetches_;
  FetchId last_fetch_ = 0;
};

}  // namespace confab::platform
