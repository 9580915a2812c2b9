// SPDX-License-Identifier: MIT
// See hash.h.
#include "xmpp/core/hash.h"

#include <strophe.h>

namespace confab::xmpp {

std::string sha1(std::string_view bytes) {
  std::string digest(XMPP_SHA1_DIGEST_SIZE, '\0');
  xmpp_sha1_digest(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                   reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace confab::xmpp
