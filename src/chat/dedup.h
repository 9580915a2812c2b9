// SPDX-License-Identifier: MIT
// What finds a message in a conversation without scanning it: by key (its place) and by the ids
// that protocols give it. Holds no messages; the caller verifies every candidate.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "base/function.h"
#include "chat/model.h"

namespace confab::chat {

inline constexpr size_t kNowhere = static_cast<size_t>(-1);

// Keys are (conversation number << 32 | local number): unique in a store, dense in a conversation.
// Places are kept relative to a moving front, so that prepending a page touches only the page.
class PlaceIndex {
 public:
  explicit PlaceIndex(uint32_t conversation) : conversation_(conversation) {}
  MessageKey take();                  // the next key; placed by inserted()
  size_t find(MessageKey key) const;  // index in the deque, or kNowhere
  MessageKey key_of(uint32_t local) const;
  static uint32_t local_of(MessageKey key) { return static_cast<uint32_t>(key); }
  // Call after messages[at, at+count) were inserted.
  void inserted(const std::deque<Message>& messages, size_t at, size_t count);
  // Call after messages[first, last) were given another order.
  void moved(const std::deque<Message>& messages, size_t first, size_t last) {
    place(messages, first, last);
  }
  // Call after the message with `key`, which stood at `at`, was erased.
  void erased(const std::deque<Message>& messages, size_t at, MessageKey key);

 private:
  void place(const std::deque<Message>& messages, size_t from, size_t to);
  uint32_t conversation_;
  uint32_t first_local_ = 1;  // of places_[0]; locals before it are gone
  int32_t front_ = 0;         // index = place + front_
  std::vector<int32_t> places_;
};

// A multimap from keyed 32-bit hashes to local numbers in one flat table, 8 bytes a slot. Nothing
// is removed: entries of messages that went away fall out when the table grows.
class IdIndex {
 public:
  explicit IdIndex(uint64_t seed) : seed_(seed) {}  // the seed keeps hash floods out
  uint32_t hash(char kind, std::string_view owner, std::string_view id) const;
  // `alive` says whether a local number still names a message; asked only when growing.
  void add(uint32_t hash, uint32_t local, const Function<bool(uint32_t)>& alive);
  // Calls fn(local) for candidates until it returns true.
  template <class Fn>
  bool any(uint32_t hash, Fn&& fn) const {
    if (slots_.empty()) return false;
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask; slots_[i].local; i = (i + 1) & mask)
      if (slots_[i].hash == hash && fn(slots_[i].local)) return true;
    return false;
  }

 private:
  struct Slot {
    uint32_t hash = 0, local = 0;
  };
  uint64_t seed_;
  size_t used_ = 0;
  std::vector<Slot> slots_;  // a power of two long, or empty
};

}  // namespace confab::chat
