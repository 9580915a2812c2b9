// SPDX-License-Identifier: MIT
// The small parts of the session, each by itself.
#include <gtest/gtest.h>

#include "xml/parse.h"
#include "xmpp/core/ns.h"
#include "xmpp/stream/backoff.h"
#include "xmpp/stream/discovery.h"
#include "xmpp/stream/failure.h"
#include "xmpp/stream/redact.h"
#include "xmpp/stream/sasl.h"
#include "xmpp/stream/stream_management.h"
#include "xmpp/stream/url.h"

namespace confab::xmpp {
namespace {

TEST(WebSocketUrl, SplitsAndRefuses) {
  EXPECT_TRUE(parse_websocket_url("wss://Example.org:5281/ws?x=1")->secure);
  EXPECT_EQ(parse_websocket_url("WSS://Example.org/ws")->host, "example.org");
  EXPECT_EQ(parse_websocket_url("ws://[::1]:80/")->host, "::1");
  for (const char* bad :
       {"", "ws://", "http://a/", "wss:/a", "//a", "wss://a b/", "wss://u@a/", "wss://a/#f",
        "wss://a:x/", "wss://a:123456/", "wss://[::1/", "wss://[::1]x/", "wss:///x"})
    EXPECT_FALSE(parse_websocket_url(bad)) << bad;
}

TEST(WebSocketUrl, KnowsWhatStaysOnTheMachine) {
  for (const char* host : {"localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const char* host :
       {"localhost.example", "127.0.0.1.example", "127.example.org", "10.0.0.1", "notlocalhost"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
  EXPECT_FALSE(parse_websocket_url("ws://example.org/")->confidential());
  EXPECT_TRUE(parse_websocket_url("ws://localhost/")->confidential());
}

TEST(Backoff, DoublesToItsCeilingWithJitter) {
  Backoff b(500, 60000, 0.5);
  EXPECT_EQ(b.next(0), 500);
  EXPECT_EQ(b.next(0), 1000);
  EXPECT_EQ(b.next(0.5), 1500);  // 2000 less a quarter
  for (int i = 0; i < 60; ++i) b.next(0.999);
  EXPECT_EQ(b.next(0), 60000);
  b.reset();
  EXPECT_EQ(b.next(0), 500);
  Backoff full(1000, 1000, 1);
  EXPECT_EQ(full.next(0.25), 750);
  EXPECT_LE(Backoff(0, 0, 0).next(0), 0);
}

TEST(Discovery, Xep0156Examples) {
  const char* xml =
      "<?xml version='1.0' encoding='utf-8'?><XRD "
      "xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>"
      "<Link rel='urn:xmpp:alt-connections:xbosh' href='https://web.example.com:5280/bosh' />"
      "<Link rel='urn:xmpp:alt-connections:websocket' href='wss://web.example.com:443/ws' /></XRD>";
  EXPECT_EQ(links_of_host_meta_xml(xml), std::vector<std::string>{"wss://web.example.com:443/ws"});
  const char* json =
      R"({"links":[{"rel":"urn:xmpp:alt-connections:xbosh","href":"https://web.example.com:5280/bosh"},)"
      R"({"rel":"urn:xmpp:alt-connections:websocket","href":"wss://web.example.com:443/ws"}]})";
  EXPECT_EQ(links_of_host_meta_json(json),
            std::vector<std::string>{"wss://web.example.com:443/ws"});
  for (const char* junk :
       {"", "{", "[]", "{\"links\":3}", "{\"links\":[3,{}]}", "<html/>", "<XRD/>"}) {
    EXPECT_TRUE(links_of_host_meta_json(junk).empty());
    EXPECT_TRUE(links_of_host_meta_xml(junk).empty());
  }
}

TEST(Discovery, FollowsSecureLinksOnly) {
  EXPECT_EQ(usable_link({"ws://example.org/ws", "javascript:x", "wss://example.org/ws"}, false),
            "wss://example.org/ws");
  EXPECT_EQ(usable_link({"ws://example.org/ws"}, false), "");
  EXPECT_EQ(usable_link({"ws://localhost/ws"}, false), "ws://localhost/ws");
  EXPECT_EQ(usable_link({"ws://localhost/ws"}, true), "");
}

TEST(Redact, CutsSecrets) {
  EXPECT_EQ(redacted("<auth xmlns='urn:x' mechanism='PLAIN'>AGFs</auth>"),
            "<auth xmlns='urn:x' mechanism='PLAIN'>…</auth>");
  EXPECT_EQ(redacted("<response xmlns='urn:x'>c2VjcmV0</response>").find("c2VjcmV0"),
            std::string::npos);
  EXPECT_EQ(redacted("  <s:response xmlns:s='urn:x'>c2VjcmV0</s:response>").find("c2VjcmV0"),
            std::string::npos);
  EXPECT_EQ(redacted("<auth c2VjcmV0").find("c2VjcmV0"), std::string::npos);
  EXPECT_EQ(redacted("<message><body>hi</body></message>"), "<message><body>hi</body></message>");
}

TEST(Failure, NamesConditions) {
  const auto stream = [](const std::string& condition) {
    const auto e =
        xml::parse("<stream:error xmlns:stream='http://etherx.jabber.org/streams'><" + condition +
                   " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:"
                   "xml:ns:xmpp-streams'>words</text></stream:error>");
    return failure_of_stream_error(*e);
  };
  EXPECT_EQ(stream("conflict").code, "conflict");
  EXPECT_TRUE(stream("conflict").permanent);
  EXPECT_EQ(stream("system-shutdown").code, "system-shutdown");
  EXPECT_FALSE(stream("system-shutdown").permanent);
  EXPECT_EQ(stream("policy-violation").text, "words");
  EXPECT_EQ(stream("host-gone").code, "host-unknown");
  EXPECT_EQ(stream("not-well-formed").code, "bad-xml");
  EXPECT_EQ(stream("connection-timeout").code, "timeout");
  EXPECT_EQ(stream("reset").code, "stream-error");
  EXPECT_EQ(stream("reset").condition, "reset");
  EXPECT_EQ(failure_of_parse(xml::ParseError::Restricted).condition, "restricted-xml");
  EXPECT_EQ(failure_of_parse(xml::ParseError::TooLarge).code, "too-large");
  EXPECT_TRUE(xml::parse(stream_error_xml("restricted-xml")).ok());
}

xml::Element offer(std::initializer_list<const char*> names) {
  xml::Element list("mechanisms", ns::kSasl);
  for (const char* n : names) list.add("mechanism").set_text(n);
  return list;
}

TEST(Sasl, TakesTheStrongest) {
  SessionConfig c;
  const auto all = offer({"PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-512",
                          "SCRAM-SHA-256", "ANONYMOUS", "EXTERNAL", "X-UNKNOWN"});
  EXPECT_EQ(choose_mechanism(all, c, true).mechanism, Mechanism::ScramSha512);
  EXPECT_EQ(
      choose_mechanism(offer({"PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS"}), c, true).mechanism,
      Mechanism::ScramSha1);
  c.sasl_mechanisms = {"scram-sha-1", "PLAIN"};
  EXPECT_EQ(choose_mechanism(all, c, true).mechanism, Mechanism::ScramSha1);
  c.sasl_mechanisms = {"X-UNKNOWN"};
  EXPECT_FALSE(choose_mechanism(all, c, true).mechanism);
  c = {};
  c.auth = AuthMethod::Anonymous;
  EXPECT_EQ(choose_mechanism(all, c, false).mechanism, Mechanism::Anonymous);
  EXPECT_FALSE(choose_mechanism(offer({"PLAIN"}), c, true).mechanism);
  c.auth = AuthMethod::External;
  EXPECT_EQ(choose_mechanism(all, c, true).mechanism, Mechanism::External);
}

TEST(Sasl, KeepsThePasswordFromListeners) {
  const SessionConfig c;
  const auto choice = choose_mechanism(offer({"PLAIN"}), c, false);
  EXPECT_FALSE(choice.mechanism);
  EXPECT_TRUE(choice.only_insecure);
  EXPECT_EQ(choose_mechanism(offer({"PLAIN", "SCRAM-SHA-1"}), c, false).mechanism,
            Mechanism::ScramSha1);
  EXPECT_FALSE(choose_mechanism(offer({"PLAIN-EXT"}), c, false).only_insecure);
}

xml::Element element(const std::string& text) { return *xml::parse(text); }
xml::Element stanza(const std::string& id) {
  xml::Element e("message", ns::kClient);
  e.set_attr("id", id);
  return e;
}

struct Counted {
  StreamManagement sm;
  std::string confirmed;
  StreamManagement::Confirmed each = [this](const xml::Element& e) { confirmed += e.attr("id"); };
  explicit Counted(const char* answer = "<enabled xmlns='urn:xmpp:sm:3' id='s1' resume='true'/>") {
    sm.start();
    sm.enabled(element(answer));
  }
};

TEST(StreamManagement, ConfirmsInOrder) {
  Counted c;
  for (const char* id : {"a", "b", "c"}) c.sm.sent(stanza(id), true);
  EXPECT_TRUE(c.sm.confirm(2, c.each));
  EXPECT_EQ(c.confirmed, "ab");
  EXPECT_TRUE(c.sm.confirm(2, c.each));
  EXPECT_EQ(c.sm.unconfirmed().size(), 1u);
  EXPECT_FALSE(c.sm.confirm(4, c.each));  // more than was sent
  EXPECT_FALSE(c.sm.confirm(1, c.each));  // backwards is 2^32 - 1 ahead
  EXPECT_FALSE(c.sm.confirm(element("<a xmlns='urn:xmpp:sm:3'/>"), c.each));
  EXPECT_FALSE(c.sm.confirm(element("<a xmlns='urn:xmpp:sm:3' h='3x'/>"), c.each));
  EXPECT_FALSE(c.sm.confirm(element("<a xmlns='urn:xmpp:sm:3' h='4294967299'/>"), c.each));
  EXPECT_TRUE(c.sm.confirm(element("<a xmlns='urn:xmpp:sm:3' h='3'/>"), c.each));
  EXPECT_EQ(c.confirmed, "abc");
}

TEST(StreamManagement, ResumesAndKeepsWhatWaits) {
  Counted c;
  EXPECT_TRUE(c.sm.resumable());
  for (const char* id : {"a", "b"}) c.sm.sent(stanza(id), true);
  for (int i = 0; i < 5; ++i) c.sm.received();
  c.sm.suspend();
  c.sm.sent(stanza("c"), false);
  EXPECT_EQ(c.sm.resume_request().to_xml(), "<resume xmlns='urn:xmpp:sm:3' h='5' previd='s1'/>");
  StreamManagement other = c.sm;
  EXPECT_FALSE(
      other.resumed(element("<resumed xmlns='urn:xmpp:sm:3' previd='s2' h='1'/>"), c.each));
  other = c.sm;  // "c" has never been on any wire
  EXPECT_FALSE(
      other.resumed(element("<resumed xmlns='urn:xmpp:sm:3' previd='s1' h='3'/>"), c.each));
  EXPECT_TRUE(c.sm.resumed(element("<resumed xmlns='urn:xmpp:sm:3' previd='s1' h='1'/>"), c.each));
  EXPECT_EQ(c.confirmed, "a");
  EXPECT_EQ(c.sm.unconfirmed().size(), 2u);
  EXPECT_TRUE(c.sm.confirm(3, c.each));
  EXPECT_EQ(c.confirmed, "abc");
}

// A tab that follows another one, which had gone on with the session of a page before it.
TEST(StreamManagement, ACopyBelievesWhatItsOriginalDoes) {
  Counted c;
  StreamManagement copy;
  copy.mirror("s1", 0, 0);
  for (const char* id : {"a", "b"}) copy.sent(stanza(id), true);
  EXPECT_TRUE(copy.believe(5, c.each)) << "three more than it knows of";
  EXPECT_EQ(c.confirmed, "ab");
  EXPECT_EQ(copy.acknowledged(), 5u);
  copy.sent(stanza("c"), true);
  copy.suspend();
  copy.sent(stanza("d"), false);
  EXPECT_TRUE(copy.resumed(element("<resumed xmlns='urn:xmpp:sm:3' previd='s1' h='8'/>"), c.each));
  EXPECT_EQ(c.confirmed, "abc");
  EXPECT_EQ(copy.unconfirmed().size(), 1u);
}

TEST(StreamManagement, CountsOnlyWhatIsAgreed) {
  StreamManagement sm;
  sm.sent(stanza("a"), true);
  EXPECT_TRUE(sm.unconfirmed().empty());
  sm.start();
  sm.received();
  EXPECT_EQ(sm.handled(), 0u);
  EXPECT_FALSE(sm.resumable());
  sm.enabled(element("<enabled xmlns='urn:xmpp:sm:3' id='x'/>"));
  sm.received();
  EXPECT_EQ(sm.handled(), 1u);
  EXPECT_FALSE(sm.resumable());  // the server did not offer it
  sm.sent(stanza("b"), true);
  EXPECT_EQ(sm.take_unconfirmed().size(), 1u);
  sm.refused();
  EXPECT_FALSE(sm.counting());
}

}  // namespace
}  // namespace confab::xmpp
