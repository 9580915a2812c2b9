// SPDX-License-Identifier: MIT
// RFC 6455 section 5 frames as pure code: a client's frames out, a server's frames in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confab::platform {

enum class WsOpcode : uint8_t {
  Continuation = 0,
  Text = 1,
  Binary = 2,
  Close = 8,
  Ping = 9,
  Pong = 10
};

std::string ws_encode(WsOpcode opcode, std::string_view payload, uint32_t mask);
std::string ws_close_payload(int code, std::string_view reason);

struct WsMessage {
  WsOpcode opcode;      // Text, Binary, Close, Ping or Pong
  std::string payload;  // whole, whatever the fragmentation was
};

class WsDecoder {
 public:
  explicit WsDecoder(size_t max_bytes = 16 * 1024 * 1024) : max_(max_bytes) {}
  void add(std::string_view bytes) { buffer_ += bytes; }
  // nullopt: more bytes are needed, or failed().
  std::optional<WsMessage> next();
  int failed() const { return failed_; }  // the close code that says why; 0: all is well

 private:
  std::optional<WsMessage> fail(int code) {
    failed_ = code;
    return std::nullopt;
  }
  size_t max_;
  std::string buffer_;
  size_t pos_ = 0;
  std::optional<WsMessage> partial_;
  int failed_ = 0;
};

}  // namespace confab::platform
