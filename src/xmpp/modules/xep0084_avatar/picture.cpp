// SPDX-License-Identifier: MIT
// See picture.h. Only the few bytes that say the format and the size are looked at.
#include "xmpp/modules/xep0084_avatar/picture.h"

namespace confab::xmpp {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  // `count` bytes as one number; 0 beyond the end, which is no size of a picture.
  uint32_t big(size_t at, size_t count = 2) const { return number(at, count, false); }
  uint32_t little(size_t at, size_t count = 2) const { return number(at, count, true); }
  bool says(size_t at, std::string_view text) const {
    return at <= bytes_.size() && bytes_.substr(at, text.size()) == text;
  }

 private:
  uint32_t number(size_t at, size_t count, bool turned) const {
    if (at + count > bytes_.size()) return 0;
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i)
      value = value << 8 | static_cast<uint8_t>(bytes_[turned ? at + count - 1 - i : at + i]);
    return value;
  }
  std::string_view bytes_;
};

bool sound(uint32_t width, uint32_t height) {
  return width - 1 < kPictureSide && height - 1 < kPictureSide;  // 0 is no size either
}

// The frame header (SOF) among the segments; what is no chain of segments has none.
bool sound_jpeg(const Bytes& b, size_t size) {
  for (size_t at = 2; at < size;) {
    const uint32_t marker = b.big(at), length = b.big(at + 2);
    const bool tables = marker == 0xffc4 || marker == 0xffc8 || marker == 0xffcc;
    if (marker >= 0xffc0 && marker <= 0xffcf && !tables) return sound(b.big(at + 7), b.big(at + 5));
    if (marker < 0xff00 || length < 2) return false;
    at += 2 + length;
  }
  return false;
}

bool sound_webp(const Bytes& b) {
  if (b.says(12, "VP8X")) return sound(b.little(24, 3) + 1, b.little(27, 3) + 1);
  if (b.says(12, "VP8 ")) return sound(b.little(26) & 0x3fff, b.little(28) & 0x3fff);
  const uint32_t bits = b.little(21, 4);  // 14 of the width, 14 of the height, each less one
  return b.says(12, "VP8L") && sound((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
}

}  // namespace

bool sound_picture(std::string_view bytes) {
  const Bytes b(bytes);
  if (bytes.size() > kPictureBytes || bytes.size() < 30) return false;
  if (b.says(0, "\x89PNG\r\n\x1a\n")) return sound(b.big(16, 4), b.big(20, 4));
  if (b.says(0, "GIF8")) return sound(b.little(6), b.little(8));
  if (b.says(0, "\xff\xd8\xff")) return sound_jpeg(b, bytes.size());
  return b.says(0, "RIFF") && b.says(8, "WEBP") && sound_webp(b);
}

}  // namespace confab::xmpp
