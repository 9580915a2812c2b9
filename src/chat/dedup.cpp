// SPDX-License-Identifier: MIT
// PlaceIndex and IdIndex.
#include "chat/dedup.h"

#include <limits>

namespace confab::chat {
namespace {

constexpr int32_t kGone = std::numeric_limits<int32_t>::min();

uint64_t mix(uint64_t h) {
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93ULL;
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93ULL;
  return h ^ (h >> 32);
}

uint64_t feed(uint64_t h, std::string_view text) {
  for (const unsigned char c : text) h = (h ^ c) * 0x100000001b3ULL;
  return mix(h ^ (static_cast<uint64_t>(text.size()) << 48));
}

}  // namespace

MessageKey PlaceIndex::key_of(uint32_t local) const {
  return (static_cast<MessageKey>(conversation_) << 32) | local;
}

MessageKey PlaceIndex::take() {
  places_.push_back(kGone);
  return key_of(first_local_ + static_cast<uint32_t>(places_.size()) - 1);
}

size_t PlaceIndex::find(MessageKey key) const {
  const uint32_t at = local_of(key) - first_local_;
  if (key >> 32 != conversation_ || at >= places_.size() || places_[at] == kGone) return kNowhere;
  return static_cast<size_t>(places_[at] + front_);
}

void PlaceIndex::place(const std::deque<Message>& messages, size_t from, size_t to) {
  for (size_t i = from; i < to; ++i)
    places_[local_of(messages[i].key) - first_local_] = static_cast<int32_t>(i) - front_;
}

void PlaceIndex::inserted(const std::deque<Message>& messages, size_t at, size_t count) {
  if (at + count / 2 < messages.size() / 2) {
    front_ += static_cast<int32_t>(count);
    place(messages, 0, at + count);
  } else {
    place(messages, at, messages.size());
  }
}

void PlaceIndex::erased(const std::deque<Message>& messages, size_t at, MessageKey key) {
  places_[local_of(key) - first_local_] = kGone;
  if (at < messages.size() / 2 || at == 0) {
    front_ -= 1;
    place(messages, 0, at);
  } else {
    place(messages, at, messages.size());
  }
  // A long-lived busy conversation loses its oldest messages; do not keep their places for ever.
  constexpr size_t kBatch = 8192;
  if (at != 0 || places_.size() < 2 * kBatch || places_[kBatch - 1] != kGone) return;
  size_t dead = 0;
  while (dead < places_.size() - 1 && places_[dead] == kGone) ++dead;
  if (dead < kBatch) return;
  places_.erase(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(dead));
  first_local_ += static_cast<uint32_t>(dead);
}

uint32_t IdIndex::hash(char kind, std::string_view owner, std::string_view id) const {
  const uint64_t h = feed(feed(mix(seed_ + static_cast<unsigned char>(kind)), owner), id);
  return static_cast<uint32_t>(h ^ (h >> 32));
}

void IdIndex::add(uint32_t hash, uint32_t local, const Function<bool(uint32_t)>& alive) {
  if ((used_ + 1) * 4 > slots_.size() * 3) {
    size_t live = 0;
    for (const Slot& s : slots_) live += s.local && alive(s.local);
    size_t size = 16;
    while (size * 3 < (live + 1) * 5) size *= 2;  // at most 60 % full after growing
    std::vector<Slot> old(size);
    old.swap(slots_);
    used_ = 0;
    for (const Slot& s : old)
      if (s.local && alive(s.local)) add(s.hash, s.local, alive);
  }
  const size_t mask = slots_.size() - 1;
  size_t i = hash & mask;
  while (slots_[i].local) i = (i + 1) & mask;
  slots_[i] = {hash, local};
  ++used_;
}

}  // namespace confab::chat
