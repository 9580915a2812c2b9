// SPDX-License-Identifier: MIT
#include "xmpp/core/jid.h"

#include <gtest/gtest.h>

#include "xml/parse.h"
#include "xmpp/core/stanza_error.h"

namespace confab::xmpp {
namespace {

TEST(Jid, SplitsAsRfc7622Says) {
  const auto j = Jid::parse("Juliet@Example.COM/foo@bar/baz");
  ASSERT_TRUE(j);
  EXPECT_EQ(j->local(), "juliet");
  EXPECT_EQ(j->domain(), "example.com");
  EXPECT_EQ(j->resource(), "foo@bar/baz");
  EXPECT_EQ(j->str(), "juliet@example.com/foo@bar/baz");
  EXPECT_EQ(j->bare_str(), "juliet@example.com");
  EXPECT_EQ(j->bare(), *Jid::parse("juliet@example.com"));
  EXPECT_EQ(Jid::parse("example.com.")->str(), "example.com");
  EXPECT_EQ(Jid::parse("room@muc.x/\xE2\x99\x9E nick")->resource(), "\xE2\x99\x9E nick");
  EXPECT_EQ(Jid::parse("[::1]")->domain(), "[::1]");
  EXPECT_EQ(Jid().str(), "");
}

TEST(Jid, RefusesTheRest) {
  for (const char* bad : {"",        "@example.com", "a@",       "a@/r",  "a@b/",  "/r",    "a b@c",
                          "a\"b@c",  "a@b@c",        "a&b@c",    "a'b@c", "a:b@c", "a<b@c", "a@b c",
                          "a@b\x01", "\xFF@b",       "a@b/\x7F", "a@.",   "a@b..", "a@.b",  "a..b"})
    EXPECT_FALSE(Jid::parse(bad)) << bad;
  EXPECT_FALSE(Jid::parse(std::string(1024, 'a') + "@b"));
  EXPECT_TRUE(Jid::parse(std::string(1023, 'a') + "@b"));
  EXPECT_FALSE(Jid::parse("a@b/" + std::string(1024, 'r')));
}

TEST(StanzaError, ReadsConditionTypeTextAndApplicationCondition) {
  const auto iq = xml::parse(
      "<iq xmlns='jabber:client' type='error'><error type='modify'>"
      "<bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
      "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>why</text>"
      "<too-many xmlns='urn:app'/></error></iq>");
  const auto e = stanza_error(*iq);
  ASSERT_TRUE(e);
  EXPECT_EQ(e->condition, "bad-request");
  EXPECT_EQ(e->type, "modify");
  EXPECT_EQ(e->text, "why");
  EXPECT_EQ(e->app_condition, "too-many");
  EXPECT_EQ(e->app_ns, "urn:app");
  EXPECT_FALSE(stanza_error(*xml::parse("<iq xmlns='jabber:client'/>")));
  EXPECT_EQ(stanza_error(*xml::parse("<iq xmlns='jabber:client'><error/></iq>"))->condition,
            "undefined-condition");
}

}  // namespace
}  // namespace confab::xmpp
