// SPDX-License-Identifier: MIT
// What any server may send as its form for a new account; what goes back holds no more than was
// given or offered.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "xml/parse.h"
#include "xmpp/stream/registration_form.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab;
  const auto query = xml::parse({reinterpret_cast<const char*>(data), size});
  if (!query) return 0;
  const auto filled = xmpp::fill_registration(*query, {"bill", "Calliope", {{"email", "b@c.d"}}});
  if (filled.missing.size() > 8) abort();
  const auto too_long = [](const std::string& text) {  // more than 120 code points
    return utf8::prefix(text, 120).size() != text.size();
  };
  for (const auto& field : filled.missing)
    if (too_long(field.label) || too_long(field.var)) abort();
  if (!filled.url.empty() && !filled.url.starts_with("http")) abort();
  if (filled.code.empty() && !xml::parse(filled.query.to_xml())) abort();
  return 0;
}
