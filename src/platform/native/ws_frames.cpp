// SPDX-License-Identifier: MIT
// See ws_frames.h.
#include "platform/native/ws_frames.h"

#include "base/utf8.h"

namespace confab::platform {
namespace {
constexpr int kProtocolError = 1002, kInvalidData = 1007, kTooBig = 1009;
}

std::string ws_encode(WsOpcode opcode, std::string_view payload, uint32_t mask) {
  std::string out;
  out.reserve(payload.size() + 14);
  const auto put = [&](uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
      out.push_back(static_cast<char>(value >> shift));
  };
  put(0x80u | static_cast<uint8_t>(opcode), 1);
  const size_t n = payload.size();
  if (n < 126)
    put(0x80u | n, 1);
  else if (n < 65536)
    put(0x80u | 126, 1), put(n, 2);
  else
    put(0x80u | 127, 1), put(n, 8);
  put(mask, 4);
  for (size_t i = 0; i < n; ++i)
    out.push_back(static_cast<char>(static_cast<uint8_t>(payload[i]) ^
                                    static_cast<uint8_t>(mask >> (24 - 8 * (i % 4)))));
  return out;
}

std::string ws_close_payload(int code, std::string_view reason) {
  std::string out{static_cast<char>(code >> 8), static_cast<char>(code)};
  return out.append(reason.substr(0, 123));
}

std::optional<WsMessage> WsDecoder::next() {
  while (!failed_) {
    const std::string_view in = std::string_view(buffer_).substr(pos_);
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(in[i]); };
    if (in.size() < 2) break;
    const bool last = byte(0) & 0x80, control = byte(0) & 0x08;
    const auto opcode = static_cast<WsOpcode>(byte(0) & 0x0F);
    // Reserved bits, reserved opcodes and a server that masks are all violations.
    if (byte(0) & 0x70 || byte(1) & 0x80 || (byte(0) & 0x07) > 2) return fail(kProtocolError);
    uint64_t size = byte(1) & 0x7F;
    size_t header = 2;
    if (control && (size > 125 || !last)) return fail(kProtocolError);
    if (size >= 126) {
      header += size == 126 ? 2 : 8;
      if (in.size() < header) break;
      size = 0;
      for (size_t i = 2; i < header; ++i) size = size << 8 | byte(i);
    }
    if (size > max_ || (partial_ && !control && partial_->payload.size() + size > max_))
      return fail(kTooBig);
    if (in.size() - header < size) break;
    const std::string_view payload = in.substr(header, size);
    pos_ += header + size;
    if (control) return WsMessage{opcode, std::string(payload)};
    if ((opcode == WsOpcode::Continuation) != partial_.has_value()) return fail(kProtocolError);
    if (!partial_) partial_ = WsMessage{opcode, {}};
    partial_->payload += payload;
    if (!last) continue;
    std::optional<WsMessage> done;
    done.swap(partial_);
    if (done->opcode == WsOpcode::Text && !utf8::valid(done->payload)) return fail(kInvalidData);
    return done;
  }
  buffer_.erase(0, pos_);
  pos_ = 0;
  return std::nullopt;
}

}  // namespace confab::platform
