// SPDX-License-Identifier: MIT
// What a hostile room or archive may send while we wait for it: a room is being entered and a page
// of the archive is awaited. Stanzas are found wherever they stand in the input, as in the protocol
// cases, which are good seeds.
#include <cstdint>

#include "unit/xmpp_modules/test_client.h"
#include "xmpp/modules/xep0045_muc/muc.h"
#include "xmpp/modules/xep0313_mam/mam.h"

namespace confab::xmpp {
namespace {

void receive_all(TestClient& client, const xml::Element& element) {
  const std::string& name = element.name();
  if (name == "message" || name == "presence" || name == "iq") {
    client.router.receive(element);
  } else {
    for (const xml::Element& child : element.children()) receive_all(client, child);
  }
}

}  // namespace
}  // namespace confab::xmpp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab;
  const auto root = xml::parse({reinterpret_cast<const char*>(data), size});
  if (!root) return 0;
  xmpp::TestClient client;
  client.bind();
  const xmpp::Jid room("coven", "chat.shakespeare.lit", "");
  client.module<xmpp::Muc>("muc").join({room, "thirdwitch", "", 0});
  client.module<xmpp::Mam>("mam").query({});
  xmpp::receive_all(client, *root);
  client.time.advance(60000);
  return 0;
}
