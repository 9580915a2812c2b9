// SPDX-License-Identifier: MIT
// What a page finds in its storage: another version's, somebody else's, half of it.
#include <cstdint>
#include <cstdlib>

#include "xmpp/stream/resume_state.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab::xmpp;
  const auto state = parse_resume_state({reinterpret_cast<const char*>(data), size});
  if (!state.ok()) return 0;
  // Elements in no namespace take their parent's when written; from then on nothing changes.
  const auto again = parse_resume_state(to_text(*state));
  if (!again.ok()) return 0;  // escaping may take it over the limit
  const auto third = parse_resume_state(to_text(*again));
  if (!third.ok() || !(*third == *again)) std::abort();
  return 0;
}
