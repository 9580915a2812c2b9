// SPDX-License-Identifier: MIT
// What is kept for the next visit, where, and when it is gone; the program comes back by itself.
#include "app/kept_login.h"

#include <gtest/gtest.h>

#include "platform/fake/fake_storage.h"
#include "unit/xmpp/session_rig.h"

namespace confab::app {
namespace {

using test::SessionRig;
using xmpp::SessionConfig;

// A browser: its storage and its key outlive the pages.
struct Browser {
  platform::FakeStorage storage;
  KeptLogin::Options options;
};

struct Page : SessionRig {
  Browser& browser;
  KeptLogin kept;
  int loaded = 0;

  explicit Page(Browser& b) : browser(b), kept(session, b.storage, crypto, b.options) {
    server.sasl2.on = true;
  }
  void load() {
    kept.load([this] { ++loaded; });
    timers.advance(1);
  }
  SessionConfig without_password() const {
    auto c = config();
    c.password.clear();
    return c;
  }
};

TEST(KeptLogin, ATokenSignsInOnTheNextPage) {
  Browser browser;
  Page first(browser);
  first.load();
  EXPECT_TRUE(first.kept.account().empty());
  first.log_in();
  ASSERT_TRUE(first.online());
  EXPECT_EQ(browser.storage.values["login"].find("\"password"), std::string::npos);
  EXPECT_EQ(browser.storage.values["login"].find(SessionRig::config().password + "\""),
            std::string::npos);
  EXPECT_EQ(browser.storage.values["user-agent"].size(), 36u);

  Page second(browser);
  second.server.sasl2 = first.server.sasl2;
  second.load();
  EXPECT_EQ(second.kept.account().str(), "alice@example.org");
  second.log_in(second.without_password());
  EXPECT_TRUE(second.online()) << second.code();
  EXPECT_NE(browser.storage.values["login"].find("\"count\":1"), std::string::npos);
}

TEST(KeptLogin, LoggingOutAndRefusalForget) {
  Browser browser;
  Page page(browser);
  page.log_in();
  ASSERT_EQ(browser.storage.values.count("login"), 1u);
  page.session.log_out();
  page.timers.advance(100);
  EXPECT_EQ(browser.storage.values.count("login"), 0u);
  EXPECT_TRUE(page.kept.account().empty());

  page.log_in();
  ASSERT_EQ(browser.storage.values.count("login"), 1u);
  Page next(browser);
  next.load();
  next.server.sasl2.token = "another";
  next.log_in(next.without_password());
  EXPECT_EQ(next.code(), "token-refused");
  EXPECT_EQ(browser.storage.values.count("login"), 0u);
}

TEST(KeptLogin, NothingIsKeptWithoutKeepaliveNorWhereStorageRefuses) {
  Browser browser;
  browser.options.keepalive = false;
  Page page(browser);
  page.load();
  page.log_in();
  ASSERT_TRUE(page.online());
  EXPECT_TRUE(browser.storage.values.empty());
  Browser strict;
  strict.storage.refuse = true;
  Page other(strict);
  other.load();
  other.log_in();
  EXPECT_TRUE(other.online());
  EXPECT_TRUE(strict.storage.values.empty());
}

TEST(KeptLogin, AnotherAccountReplacesTheFirst) {
  Browser browser;
  Page page(browser);
  page.log_in();
  auto c = SessionRig::config();
  c.jid = *xmpp::Jid::parse("bob@example.org");
  page.server.user = "bob";
  page.log_in(c);
  ASSERT_TRUE(page.online()) << page.code();
  Page next(browser);
  next.load();
  EXPECT_EQ(next.kept.account().str(), "bob@example.org");
  // Nobody else gets bob's token.
  SessionConfig alice = SessionRig::config();
  next.session.prepare(alice);
  EXPECT_TRUE(alice.fast_token.empty());
}

TEST(KeptLogin, ScramKeysAreSealedAndOpenedHereOnly) {
  Browser browser;
  browser.options.reuse_scram_keys = true;
  Page page(browser);
  page.server.sasl2.fast = false;
  page.load();
  page.log_in();
  ASSERT_TRUE(page.online());
  EXPECT_NE(browser.storage.values["login"].find("sealed 0"), std::string::npos);
  Page next(browser);
  next.server.sasl2.fast = false;
  next.crypto.sealed = page.crypto.sealed;  // the same browser
  next.load();
  EXPECT_EQ(next.loaded, 1);
  EXPECT_EQ(next.kept.account().str(), "alice@example.org");
  next.log_in(next.without_password());
  EXPECT_TRUE(next.online()) << next.code();
  EXPECT_EQ(next.crypto.pbkdf2_calls, 0);
  Page thief(browser);  // the storage alone
  thief.load();
  EXPECT_EQ(thief.loaded, 1);
  EXPECT_TRUE(thief.kept.account().empty());
}

TEST(KeptLogin, KeysAndATokenAreKeptSideBySide) {
  Browser browser;
  browser.options.reuse_scram_keys = true;
  Page page(browser);
  page.load();
  page.log_in();
  ASSERT_TRUE(page.online());
  page.timers.advance(1);
  EXPECT_NE(browser.storage.values["login"].find("sealed 0"), std::string::npos);
  EXPECT_NE(browser.storage.values["login"].find("token"), std::string::npos);
  page.session.log_out();
  page.timers.advance(100);
  EXPECT_EQ(browser.storage.values.count("login"), 0u);
  EXPECT_TRUE(page.kept.account().empty());
}

TEST(KeptLogin, RubbishInTheStoreIsNobody) {
  for (const char* text : {"", "{", "[]", "{\"jid\":5}", "{\"jid\":\"@@\"}", "{\"jid\":\"a@b\"}",
                           "{\"jid\":\"a@b\",\"token\":7,\"count\":-1e300,\"expires\":\"x\"}"}) {
    Browser browser;
    browser.storage.values["login"] = text;
    Page page(browser);
    page.load();
    EXPECT_EQ(page.loaded, 1) << text;
    EXPECT_TRUE(page.kept.account().empty()) << text;
  }
}

}  // namespace
}  // namespace confab::app
