// SPDX-License-Identifier: MIT
// See bosh_keys.h.
#include "xmpp/transport/bosh_keys.h"

#include <charconv>

#include "base/strings.h"
#include "xmpp/core/hash.h"
#include "xmpp/transport/bosh_body.h"

namespace confab::xmpp {
namespace {
constexpr size_t kChain = 100;
}

BoshKeys::BoshKeys(std::string seed) : fresh_(true) { grow(std::move(seed)); }

void BoshKeys::grow(std::string seed) {
  seed_ = std::move(seed);
  keys_.clear();
  std::string key = seed_;
  for (size_t i = 0; i < kChain; ++i) keys_.push_back(key = hex_encode(sha1(key)));
}

BoshKeys BoshKeys::restored(std::string_view state) {
  BoshKeys out;
  const size_t colon = state.find(':');
  size_t left = 0;
  const auto [end, error] =
      std::from_chars(state.data(), state.data() + std::min(colon, state.size()), left);
  if (colon == state.npos || error != std::errc() || end != state.data() + colon || left < 1 ||
      left >= kChain)
    return out;
  out.grow(std::string(state.substr(colon + 1)));
  out.keys_.resize(left);
  return out;
}

std::string BoshKeys::attributes() {
  std::string out;
  if (keys_.empty()) return out;
  const std::string key = std::move(keys_.back());
  keys_.pop_back();
  append_bosh_attribute(out, fresh_ ? "newkey" : "key", key);
  fresh_ = false;
  if (!keys_.empty()) return out;
  // The last one also announces the next chain, which nobody can guess who does not know the seed.
  grow(hex_encode(sha1("next " + seed_)));
  append_bosh_attribute(out, "newkey", keys_.back());
  keys_.pop_back();
  return out;
}

std::string BoshKeys::state() const {
  return keys_.empty() || fresh_ ? std::string() : std::to_string(keys_.size()) + ":" + seed_;
}

}  // namespace confab::xmpp
