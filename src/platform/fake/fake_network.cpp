// SPDX-License-Identifier: MIT
// See fake_network.h.
#include "platform/fake/fake_network.h"

namespace confab::platform {
namespace {

class FakeWebSocket final : public WebSocket {
 public:
  explicit FakeWebSocket(std::shared_ptr<FakeConnection> c) : connection_(std::move(c)) {}
  ~FakeWebSocket() override {
    connection_->listener = nullptr;
    connection_->dropped = true;
  }
  void send_text(std::string_view text) override {
    if (!connection_->listener) return;
    connection_->sent.emplace_back(text);
    if (connection_->on_sent) connection_->on_sent(connection_->sent.back());
  }
  size_t buffered() const override { return 0; }
  void close(int code, std::string_view) override { connection_->closed_code = code; }

 private:
  std::shared_ptr<FakeConnection> connection_;
};

}  // namespace

void FakeConnection::open(std::string_view chosen) {
  if (listener) listener->on_open(chosen);
}
void FakeConnection::text(std::string_view frame) {
  if (listener) listener->on_text(frame);
}
void FakeConnection::close(int code, std::string_view reason) {
  if (auto* l = std::exchange(listener, nullptr)) l->on_close(code, reason);
}

std::unique_ptr<WebSocket> FakeNetwork::connect(const std::string& url, const std::string& protocol,
                                                WebSocketListener& listener, std::string& error) {
  if (!refuse.empty()) {
    error = refuse;
    return nullptr;
  }
  auto c = std::make_shared<FakeConnection>();
  c->url = url;
  c->protocol = protocol;
  c->listener = &listener;
  connections.push_back(c);
  timers_.after(0, [this, c] {
    if (on_connect) on_connect(c);
  });
  return std::make_unique<FakeWebSocket>(c);
}

FetchId FakeNetwork::fetch(HttpRequest request, Function<void(HttpResponse)> done) {
  const FetchId id = ++last_fetch_;
  fetches_[id] = std::move(done);
  requests.push_back(std::move(request));
  const HttpRequest asked = requests.back();
  if (on_fetch && on_fetch(id, asked)) {
    timers_.after(asked.timeout_ms, [this, id] { answer(id, {.error = "timeout"}); });
    return id;
  }
  HttpResponse page{.status = 404};
  if (const auto found = pages.find(asked.url); found != pages.end()) page = found->second;
  timers_.after(0, [this, id, page] { answer(id, page); });
  return id;
}

void FakeNetwork::answer(FetchId id, HttpResponse response) {
  const auto fetch = fetches_.find(id);
  if (fetch == fetches_.end()) return;
  const auto done = std::move(fetch->second);
  fetches_.erase(fetch);
  done(std::move(response));
}

}  // namespace confab::platform
