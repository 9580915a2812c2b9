// SPDX-License-Identifier: MIT
// Caps (XEP-0115): the verification string, what is not believed, and what is known to a later
// page.
#include "xmpp/modules/xep0115_caps/caps.h"

#include <gtest/gtest.h>

#include "test_client.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

std::string ver_of(const xml::Element& query) {
  bool sound = false;
  return caps_ver(query, sound);
}
bool sound(const xml::Element& query) {
  bool sound = false;
  caps_ver(query, sound);
  return sound;
}

const std::string kExodus = "QgayPKawpkPSDYmwT/WM94uAlu0=", kPsi = "q07IKJEyjvHSyhy//CH0CxmKi8w=";

xml::Element query_of(const std::string& inside) {
  auto e =
      xml::parse("<query xmlns='http://jabber.org/protocol/disco#info'>" + inside + "</query>");
  return e ? std::move(*e) : xml::Element("broken");
}
// 5.2 and 5.3 of the specification.
const std::string kSimple =
    "<identity category='client' name='Exodus 0.9.1' type='pc'/>"
    "<feature var='http://jabber.org/protocol/muc'/>"
    "<feature var='http://jabber.org/protocol/disco#items'/>"
    "<feature var='http://jabber.org/protocol/caps'/>"
    "<feature var='http://jabber.org/protocol/disco#info'/>";
const std::string kComplex =
    "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"
    "<identity xml:lang='el' category='client' name='\u03A8 0.11' type='pc'/>"
    "<feature var='http://jabber.org/protocol/caps'/>"
    "<feature var='http://jabber.org/protocol/disco#info'/>"
    "<feature var='http://jabber.org/protocol/disco#items'/>"
    "<feature var='http://jabber.org/protocol/muc'/>"
    "<x xmlns='jabber:x:data' type='result'>"
    "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
    "<field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>"
    "<field var='os'><value>Mac</value></field><field "
    "var='os_version'><value>10.5.1</value></field>"
    "<field var='software'><value>Psi</value></field>"
    "<field var='software_version'><value>0.11</value></field></x>";

TEST(CapsVer, IsThatOfTheSpecification) {
  EXPECT_EQ(ver_of(query_of(kSimple)), kExodus);
  EXPECT_EQ(ver_of(query_of(kComplex)), kPsi);
  EXPECT_TRUE(sound(query_of(kSimple)));
  EXPECT_TRUE(sound(query_of(kComplex)));
}

// A "<" is above "#": features are sorted before it stands behind them.
TEST(CapsVer, SortsFeaturesAndNotTheTextOfTheHash) {
  const auto query = query_of("<feature var='muc#user'/><feature var='muc'/>");
  EXPECT_EQ(ver_of(query), ver_of(query_of("<feature var='muc'/><feature var='muc#user'/>")));
  EXPECT_EQ(ver_of(query), ver_of(query_of("<feature var='muc&lt;muc#user'/>")))
      << "which is why such a one is not sound";
}

TEST(CapsVer, WhatIsIllFormedIsNotSound) {
  const std::string form = kComplex.substr(kComplex.find("<x "));
  for (const std::string& bad :
       {kSimple + "<feature var='http://jabber.org/protocol/muc'/>",
        kSimple + "<identity category='client' name='Exodus 0.9.1' type='pc'/>", kComplex + form,
        std::string("<feature var='muc&lt;muc#user'/>")})
    EXPECT_FALSE(sound(query_of(bad))) << bad;
}

struct Known : testing::Test {
  Known() { client.features = announced(kExodus); }
  static xml::Element announced(const std::string& ver, const char* hash = "sha-1") {
    xml::Element features("features", ns::kStream);
    features.add("c", ns::kCaps).set_attr("hash", hash).set_attr("ver", ver);
    return features;
  }
  // A new session; answers what the server is asked. How often it was.
  int asked(TestClient& who, const std::string& answer = kSimple) {
    int n = 0;
    who.bind();
    for (const auto& stanza : std::exchange(who.sent, {})) {
      if (stanza.attr("to") != "montague.example") continue;
      ++n;
      xml::Element result("iq", ns::kClient);
      result.set_attr("type", "result").set_attr("id", stanza.attr("id"));
      result.set_attr("from", "montague.example");
      result.add(query_of(answer));
      who.router.receive(result);
    }
    return n;
  }
  static xml::Element saved(TestClient& who) {
    xml::Element state("caps", "urn:confab:modules");
    who.module<Caps>("caps").save_known(state);
    return state;
  }
  TestClient client{{"caps"}};
};

TEST_F(Known, TheServerIsAskedOnceForEachHash) {
  EXPECT_EQ(asked(client), 1);
  EXPECT_EQ(asked(client), 0);
  client.features = announced(kPsi);
  EXPECT_EQ(asked(client, kComplex), 1);
  EXPECT_EQ(asked(client, kComplex), 0);
  client.features = announced(kExodus);
  EXPECT_EQ(asked(client), 0);
  client.features = xml::Element("features");
  EXPECT_EQ(asked(client), 1) << "it says no hash";
}

TEST_F(Known, WhatDoesNotHaveTheHashIsNotKept) {
  EXPECT_EQ(asked(client, kComplex), 1);
  EXPECT_EQ(asked(client, kComplex), 1);
  client.features = announced(kExodus, "sha-256");
  EXPECT_EQ(asked(client), 1);
  EXPECT_EQ(asked(client), 1) << "of a hash that we cannot make";
  EXPECT_TRUE(saved(client).children().empty());
}

TEST_F(Known, TheNextPageDoesNotAsk) {
  asked(client);
  TestClient next({"caps"});
  next.features = client.features;
  next.module<Caps>("caps").restore(*xml::parse(saved(client).to_xml()));
  EXPECT_EQ(asked(next), 0);
}

TEST_F(Known, WhatWasStoredIsVerifiedAgain) {
  asked(client);
  xml::Element state = saved(client);
  state.children()[0].add("feature").set_attr("var", "forged");
  TestClient next({"caps"});
  next.features = client.features;
  next.module<Caps>("caps").restore(state);
  EXPECT_EQ(asked(next), 1);
}

TEST_F(Known, IsBounded) {
  auto& caps = client.module<Caps>("caps");
  for (const size_t size : {size_t{10}, size_t{9000}}) {
    for (int i = 0; i < 100; ++i) {
      const auto query =
          query_of("<feature var='" + std::to_string(i) + std::string(size, 'x') + "'/>");
      client.features = announced(ver_of(query));
      caps.answered(Jid("", "montague.example", ""), query);
      ASSERT_TRUE(caps.known(Jid("", "montague.example", "")));
    }
    const xml::Element state = saved(client);
    EXPECT_LE(state.children().size(), Caps::kKnown);
    EXPECT_LE(state.to_xml().size(), Caps::kKnownBytes + 100 * Caps::kKnown);
    EXPECT_GT(state.children().size(), 3u);
  }
}

}  // namespace
}  // namespace confab::xmpp
