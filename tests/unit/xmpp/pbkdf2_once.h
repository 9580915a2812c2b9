// SPDX-License-Identifier: MIT
// pbkdf2_once(): xmpp::pbkdf2, each answer computed once a process. Tests log the same few people
// in thousands of times, and four thousand rounds of hashing at each end were most of what they
// did.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "xmpp/strophe_port/digest.h"

namespace confab::test {

inline std::string pbkdf2_once(platform::Hash hash, std::string_view password,
                               std::string_view salt, int rounds) {
  static std::map<std::tuple<platform::Hash, std::string, std::string, int>, std::string> known;
  const auto [it, fresh] =
      known.try_emplace({hash, std::string(password), std::string(salt), rounds});
  if (fresh) it->second = xmpp::pbkdf2(hash, password, salt, rounds);
  return it->second;
}

}  // namespace confab::test
