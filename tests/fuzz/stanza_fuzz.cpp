// SPDX-License-Identifier: MIT
// Hostile stanzas through the router and every module. Input is one stanza, or a protocol case
// (tests/protocol-cases), whose incoming stanzas are played in order.
#include <cstdint>

#include "unit/xmpp_modules/test_client.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab;
  const auto input = xml::parse({reinterpret_cast<const char*>(data), size});
  if (!input.ok()) return 0;
  const auto jid = xmpp::Jid::parse(input->attr("jid"));
  xmpp::TestClient client(
      {}, jid && !jid->is_bare() ? input->attr("jid") : "romeo@montague.example/home");
  client.bind();
  if (input->name() != "case") {
    client.router.receive(*input);
  } else {
    for (const auto& step : input->children())
      if (step.name() == "in")
        for (const auto& stanza : step.children()) client.router.receive(stanza);
  }
  client.time.advance(600000);  // every IQ that waits runs out
  client.router.on_session(xmpp::SessionEvent::Lost, false);
  return 0;
}
