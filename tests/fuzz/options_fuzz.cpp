// SPDX-License-Identifier: MIT
// Fuzzes what a site owner's JSON goes through in the core: parser, options, what they imply.
#include <cstdint>
#include <cstdlib>

#include "app/options.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = confab::Json::parse({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto options = confab::app::read_options(*json);
  for (const auto& join : options.account.auto_join_rooms)
    if (join.room.empty() || !join.room.is_bare()) std::abort();
  if (options.session.auth == confab::xmpp::AuthMethod::Anonymous &&
      !options.session.jid.local().empty())
    std::abort();
  // Writing and reading again must not change what was said.
  const std::string written = json->dump();
  const auto again = confab::Json::parse(written);
  if (!again || again->dump() != written) std::abort();
  return 0;
}
