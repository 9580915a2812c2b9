// SPDX-License-Identifier: MIT
// Result<T, E>: a value or the reason there is none. Failure is returned, never thrown.
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace confab {

// Wraps an error so that Result<T, T> stays unambiguous: `return err(ParseError::TooDeep);`
template <class E>
struct Err {
  E error;
};
template <class E>
Err<std::decay_t<E>> err(E&& e) {
  return {std::forward<E>(e)};
}

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  template <class F>
  Result(Err<F> e) : state_(std::in_place_index<1>, std::move(e.error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  T& value() { return *std::get_if<0>(&state_); }
  const T& value() const { return *std::get_if<0>(&state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok().
  const E& error() const { return *std::get_if<1>(&state_); }

  T value_or(T fallback) const { return ok() ? value() : std::move(fallback); }

 private:
  std::variant<T, E> state_;
};

}  // namespace confab
