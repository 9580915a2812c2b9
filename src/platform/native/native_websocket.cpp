// SPDX-License-Identifier: MIT
// The WebSocket of NativeNetwork: RFC 6455's opening handshake, then ws_frames.h.
#include <random>

#include "base/strings.h"
#include "platform/native/native_network.h"
#include "platform/native/tcp.h"
#include "platform/native/ws_frames.h"

namespace confab::platform {
namespace {

constexpr size_t kMaxHead = 16 * 1024;
constexpr int kAbnormal = 1006;

// Value of a header in a response head; "" when missing.
std::string_view header(std::string_view head, std::string_view name) {
  for (const std::string_view line : split(head, '\n')) {
    const size_t colon = line.find(':');
    if (colon != line.npos && ascii_lower(line.substr(0, colon)) == name)
      return trim(line.substr(colon + 1));
  }
  return {};
}

// Shared by the WebSocket and the callbacks that may run while it is destroyed.
struct State : std::enable_shared_from_this<State> {
  WebSocketListener* listener = nullptr;
  std::shared_ptr<Tcp> tcp;
  std::string head, request, accept;
  WsDecoder decoder;
  std::mt19937 random{std::random_device{}()};
  bool open = false, close_sent = false;
  int close_code = kAbnormal;
  std::string close_reason;

  void start() {
    const std::weak_ptr<State> weak = weak_from_this();
    tcp->on_connected = [weak] {
      if (const auto s = weak.lock()) s->tcp->send(s->request);
    };
    tcp->on_data = [weak](std::string_view bytes) {
      if (const auto s = weak.lock()) s->received(bytes);
    };
    tcp->on_end = [weak] {
      if (const auto s = weak.lock()) s->end();
    };
  }

  void received(std::string_view bytes) {
    if (!open) {
      head += bytes;
      const size_t end = head.find("\r\n\r\n");
      if (end == head.npos) {
        if (head.size() > kMaxHead) end_now();
        return;
      }
      decoder.add(std::string_view(head).substr(end + 4));
      head.resize(end);
      if (!head.starts_with("HTTP/1.1 101") || header(head, "sec-websocket-accept") != accept)
        return end_now();
      open = true;
      if (listener) listener->on_open(header(head, "sec-websocket-protocol"));
    } else {
      decoder.add(bytes);
    }
    while (listener) {
      const auto message = decoder.next();
      if (!message) break;
      handle(*message);
    }
    if (listener && decoder.failed()) {
      send_close(close_code = decoder.failed(), {});
      end_now();
    }
  }

  void handle(const WsMessage& m) {
    if (m.opcode == WsOpcode::Text) return listener->on_text(m.payload);
    if (m.opcode == WsOpcode::Ping) return send(WsOpcode::Pong, m.payload);
    if (m.opcode != WsOpcode::Close) return;
    close_code = 1005;  // RFC 6455 section 7.1.5: none given
    if (m.payload.size() >= 2) {
      close_code = static_cast<uint8_t>(m.payload[0]) << 8 | static_cast<uint8_t>(m.payload[1]);
      close_reason = m.payload.substr(2);
    }
    send_close(close_code == 1005 ? 1000 : close_code, {});
    end_now();
  }

  void send(WsOpcode opcode, std::string_view payload) {
    tcp->send(ws_encode(opcode, payload, static_cast<uint32_t>(random())));
  }
  void send_close(int code, std::string_view reason) {
    if (std::exchange(close_sent, true)) return;
    send(WsOpcode::Close, ws_close_payload(code, reason));
  }
  void end_now() {
    tcp->drop();
    end();
  }
  void end() {
    if (auto* l = std::exchange(listener, nullptr)) l->on_close(close_code, close_reason);
  }
};

class NativeWebSocket final : public WebSocket {
 public:
  explicit NativeWebSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~NativeWebSocket() override {
    state_->listener = nullptr;
    state_->tcp->drop();
  }
  void send_text(std::string_view text) override {
    if (state_->open && !state_->close_sent) state_->send(WsOpcode::Text, text);
  }
  size_t buffered() const override { return state_->tcp->buffered(); }
  void close(int code, std::string_view reason) override {
    if (state_->open) state_->send_close(code, reason);
  }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<WebSocket> NativeNetwork::connect(const std::string& url,
                                                  const std::string& protocol,
                                                  WebSocketListener& listener, std::string& error) {
  const auto parts = split_url(url);
  if (!parts || parts->scheme != "ws") {
    error = "only ws: URLs can be used here";
    return nullptr;
  }
  auto state = std::make_shared<State>();
  std::string nonce(16, '\0');
  for (char& c : nonce) c = static_cast<char>(state->random());
  const std::string key = base64_encode(nonce);
  state->accept = base64_encode(sha1_(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
  state->request = "GET " + parts->path + " HTTP/1.1\r\nHost: " + parts->host + ":" + parts->port +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13" +
                   "\r\nSec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Protocol: " + protocol +
                   "\r\n\r\n";
  state->listener = &listener;
  state->tcp = Tcp::connect(loop_, parts->host, parts->port);
  state->start();
  return std::make_unique<NativeWebSocket>(std::move(state));
}

}  // namespace confab::platform
