// SPDX-License-Identifier: MIT
// XEP-0392 section 5.1: the hue of a name.
#include "chat/model.h"
#include "xmpp/core/hash.h"

namespace confab::chat {

double hue_of(std::string_view name) {
  const std::string digest = xmpp::sha1(name);
  if (digest.size() < 2) return 0;
  const auto low = static_cast<unsigned char>(digest[0]);
  const auto high = static_cast<unsigned char>(digest[1]);
  return (low + high * 256) / 65536.0 * 360.0;
}

}  // namespace confab::chat
