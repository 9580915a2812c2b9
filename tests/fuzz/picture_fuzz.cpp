// SPDX-License-Identifier: MIT
// Image files of strangers: whatever is said to be sound is so by its size.
#include <cstdint>
#include <cstdlib>

#include "xmpp/modules/xep0084_avatar/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (confab::xmpp::sound_picture(bytes) && size > confab::xmpp::kPictureBytes) std::abort();
  return 0;
}
