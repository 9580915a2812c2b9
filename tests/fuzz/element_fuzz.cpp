// SPDX-License-Identifier: MIT
// Hostile XML into elements and the readers of the stream layer; and out again unchanged.
#include <cstdint>
#include <cstdlib>

#include "xml/parse.h"
#include "xmpp/core/jid.h"
#include "xmpp/core/stanza_error.h"
#include "xmpp/stream/discovery.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/redact.h"
#include "xmpp/stream/sasl.h"
#include "xmpp/stream/stream_management.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab;
  using namespace confab::xmpp;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  redacted(text);
  links_of_host_meta_xml(text);
  if (const auto jid = Jid::parse(text); jid && Jid::parse(jid->str()) != jid) std::abort();
  const auto parsed = xml::parse(text);
  if (!parsed.ok()) return 0;
  stanza_error(*parsed);
  failure_of_stream_error(*parsed);
  failure_of_sasl(*parsed);
  failure_of_bind(*parsed);
  StreamManagement sm;
  sm.start();
  sm.enabled(*parsed);
  sm.sent(*parsed, true);
  sm.resumed(*parsed, [](const xml::Element&) {});
  choose_mechanism(*parsed, SessionConfig{}, true);
  offer_digest_text(*parsed, *parsed, ',', '|');
  for (const Mechanism m :
       {Mechanism::ScramSha1, Mechanism::External, Mechanism::OAuthBearer, Mechanism::HtSha256}) {
    Sasl sasl(m, {"user", "user@example.org", "secret"}, "nonce");
    sasl.on_challenge(parsed->text());
    sasl.on_success(parsed->text());
  }
  // Elements in no namespace take their parent's when written; from then on nothing changes.
  const auto again = xml::parse(parsed->to_xml(), {.bytes = 64u << 20});
  if (!again.ok()) std::abort();
  const auto third = xml::parse(again->to_xml(), {.bytes = 64u << 20});
  if (!third.ok() || !(*third == *again)) std::abort();
  return 0;
}
