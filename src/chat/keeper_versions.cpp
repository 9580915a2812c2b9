// SPDX-License-Identifier: MIT
// Keeper: what earlier versions have written, as this one writes it. Each change of what is kept
// that an earlier version would misread, or this one would miss, is a version and has a step here.
#include "chat/keeper.h"

namespace confab::chat {
namespace {

// To 2: besides where to look once more in the archive, how long ago that was.
void to_2(Json& positions) {
  const std::string from = positions["late"].as_string();
  if (!from.empty()) positions.set("late", Json::object().set("from", from).set("age", 0));
}

constexpr void (*kSteps[])(Json&) = {to_2};
static_assert(std::size(kSteps) == kKeptVersion - 1);

}  // namespace

Json of_this_version(Json positions) {
  const double version = positions["v"].as_number();
  for (int step = 1; step < kKeptVersion; ++step)
    if (version >= 1 && version <= step) kSteps[step - 1](positions);
  return positions;
}

}  // namespace confab::chat
