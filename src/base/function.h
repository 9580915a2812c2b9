// SPDX-License-Identifier: MIT
// Function: any callable behind one pointer. Where std::function makes some seven functions for
// each lambda it is given, this makes two, and a fifth of a download is callbacks. Copies share
// what was captured (a callable that counts counts for all of them). Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace confab {

// The part that does not depend on the signature. Not for use by itself.
class AnyFunction {
 public:
  explicit operator bool() const { return target_ != nullptr; }

 protected:
  struct Target {
    void (*call)();        // of the signature that Function knows
    void (*end)(Target*);  // destroys the callable and frees it
    uint32_t holders = 1;
  };
  AnyFunction() = default;
  explicit AnyFunction(Target* target) : target_(target) {}
  AnyFunction(const AnyFunction& other) : target_(other.target_) {
    if (target_) ++target_->holders;
  }
  AnyFunction(AnyFunction&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
  AnyFunction& operator=(const AnyFunction& other);
  AnyFunction& operator=(AnyFunction&& other) noexcept;
  ~AnyFunction();

  Target* target_ = nullptr;
};

template <class Signature>
class Function;

// Calling an empty one is an error of the caller, as with std::function.
template <class R, class... Args>
class Function<R(Args...)> : public AnyFunction {
 public:
  Function() = default;
  Function(std::nullptr_t) {}  // NOLINT: converts, as everybody expects
  template <class F, std::enable_if_t<!std::is_same_v<std::decay_t<F>, Function> &&
                                          std::is_invocable_r_v<R, std::decay_t<F>&, Args...>,
                                      int> = 0>
  Function(F&& fn)
      : AnyFunction(new Holder<std::decay_t<F>>(std::forward<F>(fn))) {}  // NOLINT: as above

  R operator()(Args... args) const {
    return reinterpret_cast<Call>(target_->call)(target_, std::forward<Args>(args)...);
  }

 private:
  template <class T>
  using Passed = std::conditional_t<std::is_scalar_v<T>, T, T&&>;
  using Call = R (*)(Target*, Passed<Args>...);

  template <class F>
  struct Holder : Target {
    template <class G>
    explicit Holder(G&& given)
        : Target{reinterpret_cast<void (*)()>(&Holder::run), &Holder::finish},
          fn(std::forward<G>(given)) {}
    static R run(Target* self, Passed<Args>... args) {
      F& fn = static_cast<Holder*>(self)->fn;
      if constexpr (std::is_void_v<R>)
        fn(std::forward<Args>(args)...);
      else
        return fn(std::forward<Args>(args)...);
    }
    static void finish(Target* self) { delete static_cast<Holder*>(self); }
    F fn;
  };
};

}  // namespace confab
