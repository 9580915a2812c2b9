// SPDX-License-Identifier: MIT
// Links that hide where they lead, and links that do not. The spellings are those of DNS.
#include "text/link_host.h"

#include <gtest/gtest.h>

#include "text/markup.h"

namespace confab::text {
namespace {

TEST(LinkHost, PlainLinksNeedNoQuestion) {
  for (const char* href :
       {"https://bank.example/a@b", "https://bank.example/?q=a@b", "http://[::1]:80/",
        "https://x.example#@y", "mailto:a@b.example", "xmpp:a@b", "https://bücher.example/",
        "https://пример.испытание/", "https://例え.テスト", "geo:1,2", "https://münchen.de",
        "https://δοκιμή.gr"})
    EXPECT_EQ(odd_host(href), "") << href;
}

TEST(LinkHost, NamesBeforeTheHostAreTold) {
  EXPECT_EQ(odd_host("https://bank.example@evil.example/"), "evil.example");
  EXPECT_EQ(odd_host("http://bank.example:80@EVIL.example:8080/x"), "evil.example");
  EXPECT_EQ(odd_host("HTTPS://a@b@evil.example"), "evil.example");
  EXPECT_EQ(odd_host("https://bank.example@[::1]/"), "[::1]");
}

TEST(LinkHost, LookalikesAreSpelledAsDnsHasThem) {
  EXPECT_EQ(odd_host("https://аррӏе.com/"), "xn--80ak6aa92e.com");  // all Cyrillic
  EXPECT_EQ(odd_host("https://pаypаl.example"), "xn--pypl-53dc.example");
  EXPECT_EQ(odd_host("https://googleж.example"), "xn--google-gpf.example");
  EXPECT_EQ(odd_host("https://xn--80ak6aa92e.com/"), "xn--80ak6aa92e.com");
  EXPECT_EQ(odd_host("https://ｅｖｉｌ.example"), "evil.example");
}

TEST(LinkHost, MarkupKnowsThem) {
  const auto spans = find_markup("see https://bank.example@evil.example/ now", {});
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].odd_host, "evil.example");
}

}  // namespace
}  // namespace confab::text
