// SPDX-License-Identifier: MIT
// The lives of callables, once for all signatures.
#include "base/function.h"

namespace confab {

AnyFunction& AnyFunction::operator=(const AnyFunction& other) { return *this = AnyFunction(other); }

AnyFunction& AnyFunction::operator=(AnyFunction&& other) noexcept {
  AnyFunction taken(std::move(other));  // empties it, also where it is ourselves
  std::swap(target_, taken.target_);
  return *this;
}

AnyFunction::~AnyFunction() {
  if (target_ && --target_->holders == 0) target_->end(target_);
}

}  // namespace confab
