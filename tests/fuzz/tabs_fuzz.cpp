// SPDX-License-Identifier: MIT
// Anything may stand on the tabs' channel: what decodes must encode to the same, and a mirror and a
// follower that are told it must come to no harm.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "platform/fake/fake_tabs.h"
#include "xmpp/client.h"
#include "xmpp/module_list.h"
#include "xmpp/shared/tab_message.h"

using namespace confab;

namespace {

// A leader and a follower; the input is said to both, line by line.
struct Rig {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeTabs browser{timers};
  Log log;
  struct Tab {
    explicit Tab(Rig& r, uint64_t n)
        : port(r.browser),
          crypto(r.timers),
          client({r.clock, r.timers, r.network, crypto, r.log, &port}, {}, xmpp::all_modules()) {
      crypto.seed(n);
      xmpp::SessionConfig c;
      c.jid = *xmpp::Jid::parse("guest.example.org");
      c.auth = xmpp::AuthMethod::Anonymous;
      c.websocket_url = "wss://example.org/ws";
      client.session().connect(c);
    }
    platform::FakeTabs::Tab port;
    platform::FakeCrypto crypto;
    xmpp::Client client;
  };
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto m = xmpp::TabMessage::decode(text)) {
    const auto again = xmpp::TabMessage::decode(m->encode());
    if (!again || again->body != m->body || again->from != m->from) abort();
  }
  Rig rig;
  Rig::Tab leader(rig, 1), follower(rig, 2);
  rig.timers.advance(50);
  const std::string name = rig.browser.names().front();
  size_t start = 0;
  while (start < text.size()) {  // texts are parted by a NUL
    const size_t end = std::min(text.find('\0', start), text.size());
    rig.browser.intrude(name, text.substr(start, end - start));
    start = end + 1;
  }
  rig.timers.advance(100);
  return 0;
}
