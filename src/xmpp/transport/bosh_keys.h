// SPDX-License-Identifier: MIT
// XEP-0124 section 15: a chain of SHA-1 hashes, shown from its end, that lets nobody else speak in
// the session.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace confab::xmpp {

class BoshKeys {
 public:
  BoshKeys() = default;                        // none: attributes() is empty
  explicit BoshKeys(std::string secret_seed);  // a chain whose end is not shown yet
  static BoshKeys restored(std::string_view);  // of state(); no keys when it is not one

  // For the next request, in order of their rid.
  std::string attributes();
  // What another page needs to go on, besides sid and rid; "" without keys. A secret.
  std::string state() const;

 private:
  void grow(std::string seed);
  std::string seed_;
  std::vector<std::string> keys_;  // still to be shown; the last one next
  bool fresh_ = false;             // the next one starts the chain
};

}  // namespace confab::xmpp
