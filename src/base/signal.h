// SPDX-License-Identifier: MIT
// Signal: listeners that die with their owner. Single-threaded; emitting while connecting or
// disconnecting is safe. Not a queue: listeners run before emit() returns.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/function.h"

namespace confab {

// Keeps a listener alive; destroying it disconnects. Movable, not copyable.
class Connection {
 public:
  Connection() = default;
  explicit Connection(std::shared_ptr<bool> alive) : alive_(std::move(alive)) {}
  Connection(Connection&&) = default;
  Connection& operator=(Connection&& other) {
    disconnect();
    alive_ = std::move(other.alive_);
    return *this;
  }
  ~Connection() { disconnect(); }
  void disconnect() {
    if (alive_) *alive_ = false;
    alive_.reset();
  }

 private:
  std::shared_ptr<bool> alive_;
};

template <class... Args>
class Signal {
 public:
  using Listener = Function<void(Args...)>;

  [[nodiscard]] Connection connect(Listener fn) {
    auto alive = std::make_shared<bool>(true);
    slots_.push_back(std::make_shared<Slot>(Slot{alive, std::move(fn)}));
    return Connection(alive);
  }

  bool connected() const { return !slots_.empty(); }  // whether emitting is worth the work

  void emit(Args... args) {
    const auto snapshot = slots_;  // a listener may connect or disconnect others
    for (const auto& slot : snapshot)
      if (*slot->alive) slot->fn(args...);
    std::erase_if(slots_, [](const auto& slot) { return !*slot->alive; });
  }

 private:
  struct Slot {
    std::shared_ptr<bool> alive;
    Listener fn;
  };
  std::vector<std::shared_ptr<Slot>> slots_;
};

}  // namespace confab
