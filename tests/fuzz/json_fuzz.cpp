// SPDX-License-Identifier: MIT
// Any bytes into the JSON parser; what it takes must survive being written and read again.
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "base/utf8.h"
#include "xmpp/stream/discovery.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using confab::Json;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  confab::xmpp::links_of_host_meta_json(text);
  const auto parsed = Json::parse(text);
  if (!parsed.ok()) return 0;
  const std::string written = parsed->dump();
  if (!confab::utf8::valid(written)) std::abort();
  const auto again = Json::parse(written);
  if (!again.ok() || again->dump() != written) std::abort();
  return 0;
}
