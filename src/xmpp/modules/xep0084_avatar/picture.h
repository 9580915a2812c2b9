// SPDX-License-Identifier: MIT
// What bytes of strangers must be before a browser is asked to decode them. Decodes nothing.
#pragma once

#include <cstdint>
#include <string_view>

namespace confab::xmpp {

inline constexpr size_t kPictureBytes = 64 * 1024;
inline constexpr uint32_t kPictureSide = 2048;  // px; a small file can claim to be gigabytes

// True: a PNG, JPEG, GIF or WebP by its own first bytes, whatever it was said to be, and neither
// too many bytes nor too many pixels. Nothing that could hold scripts or addresses (SVG) is.
bool sound_picture(std::string_view bytes);

}  // namespace confab::xmpp
