// SPDX-License-Identifier: MIT
// The composed program over fakes: API calls are answered once, events carry code and hint, a
// refused connection is told to visitor and site, and the twin is built without any graphics.
#include "app/app.h"

#include <gtest/gtest.h>

#include <map>

#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "platform/fake/fake_rasterizer.h"
#include "platform/fake/fake_storage.h"

namespace confab::app {
namespace {

struct Reply {
  bool first = false;  // it worked
  Json second;
};

struct Recorder final : platform::Host, platform::FrameScheduler, platform::TwinSink {
  std::vector<std::pair<std::string, Json>> events;
  std::map<uint32_t, Reply> replies;
  std::string patches, asked;
  int frames = 0;

  void emit(std::string_view event, std::string_view detail) override {
    events.emplace_back(event, Json::parse(detail).value_or(Json()));
  }
  void reply(uint32_t id, std::string_view json, bool ok) override {
    EXPECT_EQ(replies.count(id), 0u) << "answered twice";
    replies[id] = Reply{ok, Json::parse(json).value_or(Json())};
  }
  void copy_text(std::string_view) override {}
  void play_sound(std::string_view) override {}
  void open_link(std::string_view) override {}
  void close_window() override {}
  void set_theme(std::string_view) override {}
  void set_language(std::string_view) override {}
  void ask_credentials(bool again) override { asked += again ? "again " : "ask "; }
  std::string format_time(int64_t, std::string_view style) override { return std::string(style); }
  void request(const char*) override { ++frames; }
  void apply(std::string_view patch) override { patches += patch; }

  const Json* last(std::string_view name) const {
    for (auto it = events.rbegin(); it != events.rend(); ++it)
      if (it->first == name) return &it->second;
    return nullptr;
  }
};

struct AppTest : testing::Test {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers};
  platform::FakeStorage storage;
  platform::FakeRasterizer rasterizer;
  Recorder page;
  std::unique_ptr<App> app;
  uint32_t last_id = 0;

  void make(const char* options) {
    app = std::make_unique<App>(
        AppPlatform{clock, timers, network, crypto, storage, page, page, page, rasterizer, {}},
        *Json::parse(options));
    app->start();
  }
  Reply call(const char* name, const char* args) {
    Json request = Json::object();
    request.set("call", name).set("args", *Json::parse(args));
    app->call(++last_id, request);
    return page.replies.count(last_id) ? page.replies[last_id] : Reply{false, Json("no answer")};
  }
};

TEST_F(AppTest, UnknownCallsAndBadAddressesAreRefusedWithASentence) {
  make("{}");
  const auto [ok, answer] = call("messages.teleport", "{}");
  EXPECT_FALSE(ok);
  EXPECT_EQ(answer["code"].as_string(), "unknown-call");
  EXPECT_NE(answer["message"].as_string().find("messages.teleport"), std::string::npos);
  EXPECT_EQ(call("chats.open", R"({"jid":"@@"})").second["code"].as_string(), "bad-jid");
  EXPECT_EQ(call("chats.get", R"({"jid":"a@b.example"})").second["code"].as_string(), "no-chat");
  EXPECT_EQ(call("xmpp.send", R"({"xml":"<a><b></a>"})").second["code"].as_string(), "bad-stanza");
  EXPECT_EQ(call("xmpp.send", R"({"xml":"<message/>"})").second["code"].as_string(), "offline");
  EXPECT_EQ(call("rooms.setAffiliation", R"({"jid":"r@m.example","who":"a@b.example",
    "affiliation":"king"})")
                .second["code"]
                .as_string(),
            "bad-affiliation");
}

TEST_F(AppTest, ContactsAreChangedByListsThatAreRight) {
  make("{}");
  const auto code = [this](const char* args) {
    return call("contacts.change", args).second["code"].as_string();
  };
  EXPECT_EQ(code(R"({"action":"burn","contacts":[]})"), "bad-action");
  EXPECT_EQ(code(R"({"action":"add","contacts":[{"jid":"a@b.example"},{"jid":"@@"}]})"), "bad-jid");
  EXPECT_EQ(code(R"({"action":"add","contacts":[{"name":"Ann"}]})"), "bad-jid");
  EXPECT_TRUE(call("contacts.change", R"({"action":"add","contacts":[]})").first);
  // Nobody to be removed: nothing to be asked of a server.
  EXPECT_TRUE(
      call("contacts.change", R"({"action":"delete","contacts":[{"jid":"a@b.example"}]})").first);
}

TEST_F(AppTest, WhatIsSentOfflineIsKeptAndListed) {
  make("{}");
  EXPECT_TRUE(call("chats.open", R"({"jid":"bob@chat.example"})").first);
  Json request = Json::object();
  request.set("call", "chats.send")
      .set("args", *Json::parse(R"({"jid":"bob@chat.example","body":"hi <b>"})"));
  app->call(++last_id, request);
  const auto [ok, list] = call("chats.list", "{}");
  ASSERT_TRUE(ok);
  ASSERT_EQ(list.items().size(), 1u);
  EXPECT_EQ(list.items()[0]["jid"].as_string(), "bob@chat.example");
  const auto messages = call("messages.query", R"({"jid":"bob@chat.example"})").second;
  ASSERT_EQ(messages.items().size(), 1u);
  EXPECT_EQ(messages.items()[0]["body"].as_string(), "hi <b>");
  EXPECT_EQ(messages.items()[0]["state"].as_string(), "pending");
  EXPECT_EQ(call("messages.search", R"({"text":"HI"})").second.items().size(), 1u);
  EXPECT_EQ(call("messages.search", R"({"text":"absent"})").second.items().size(), 0u);
}

TEST_F(AppTest, TheTwinIsBuiltWithoutGraphics) {
  make(R"({"authentication":"login"})");
  app->frame(380, 600, 1, nullptr);
  EXPECT_NE(page.patches.find("current-password"), std::string::npos);
  EXPECT_NE(page.patches.find("username"), std::string::npos);
  const size_t before = page.patches.size();
  app->frame(380, 600, 1, nullptr);
  EXPECT_EQ(page.patches.size(), before) << "an unchanged frame patches nothing";
  EXPECT_EQ(Json::parse(app->stats())->operator[]("frames").as_number(), 2);
}

TEST_F(AppTest, NobodyIsContactedBeforeAVisitorSignsIn) {
  make(R"({"authentication":"login","jid":"ann@chat.example","password":"pw",
           "websocket_url":"wss://chat.example/ws"})");
  EXPECT_TRUE(network.connections.empty());
}

constexpr char kKept[] = R"({"jid":"ann@chat.example","mechanism":"HT-SHA-256-NONE","token":"t",
  "expires":4102444800000,"count":3})";

TEST_F(AppTest, WhoHasNotSignedOutIsSignedInAgain) {
  storage.values["login"] = kKept;
  make(R"({"authentication":"login","websocket_url":"wss://chat.example/ws"})");
  EXPECT_EQ(network.connections.size(), 1u);
  call("logout", "{}");
  EXPECT_EQ(storage.values.count("login"), 0u);
}

TEST_F(AppTest, ButNotWithoutKeepaliveNorWhereAnotherAccountOrGuestsBelong) {
  for (
      const char* options :
      {R"({"authentication":"login","keepalive":false,"websocket_url":"wss://chat.example/ws"})",
       R"({"authentication":"login","jid":"bob@chat.example","websocket_url":"wss://chat.example/ws"})"}) {
    storage.values["login"] = kKept;
    make(options);
    EXPECT_TRUE(network.connections.empty()) << options;
  }
}

TEST_F(AppTest, GuestsConnectWhenTheChatOpensAndARefusedUrlIsAnEventWithAHint) {
  network.refuse = "refused";
  make(R"({"authentication":"anonymous","jid":"guest.chat.example","auto_reconnect":false,
           "websocket_url":"wss://chat.example/ws"})");
  timers.advance(60000);
  EXPECT_EQ(page.last("connecting"), nullptr) << "before the visitor opened it";
  app->set_environment(*Json::parse(R"({"open":true})"));
  timers.advance(60000);
  const Json* error = page.last("error");
  ASSERT_NE(error, nullptr);
  EXPECT_FALSE((*error)["code"].as_string().empty());
  EXPECT_NE((*error)["hint"].as_string().find("websocket_url"), std::string::npos);
  EXPECT_NE(page.last("disconnected"), nullptr);
}

TEST_F(AppTest, AGuestWhomTheSiteHasConnectedIsNotConnectedAgainOnOpening) {
  make(R"({"authentication":"anonymous","jid":"guest.chat.example",
           "websocket_url":"wss://chat.example/ws"})");
  call("connect", "{}");
  app->set_environment(*Json::parse(R"({"open":true})"));
  EXPECT_EQ(network.connections.size(), 1u);
  EXPECT_EQ(page.last("disconnected"), nullptr);
}

TEST_F(AppTest, GuestsOfAutoLoginDoNotWaitForTheWindow) {
  make(R"({"authentication":"anonymous","jid":"guest.chat.example","auto_login":true,
           "websocket_url":"wss://chat.example/ws"})");
  EXPECT_EQ(network.connections.size(), 1u);
}

TEST_F(AppTest, GuestsOfAutoLoginWithoutADomainAreTold) {
  make(R"({"authentication":"anonymous","auto_login":true})");
  ASSERT_NE(page.last("error"), nullptr);
  EXPECT_EQ((*page.last("error"))["code"].as_string(), "no-jid");
  EXPECT_FALSE((*page.last("error"))["hint"].as_string().empty());
}

TEST_F(AppTest, ARoomThatCannotBeEnteredIsToldAsTheEventTellsIt) {
  make("{}");
  const auto answer = call("rooms.join", R"({"jid":"quay@rooms.example","nick":"\u200b"})").second;
  EXPECT_EQ(answer["code"].as_string(), "room-bad-nick");
  EXPECT_EQ(answer["message"].as_string(), "The nickname has nothing that could be seen.");
  ASSERT_NE(page.last("error"), nullptr);
  EXPECT_EQ((*page.last("error"))["code"].as_string(), "room-bad-nick");
}

TEST_F(AppTest, DisconnectingIsNoLogout) {
  make(R"({"authentication":"anonymous","jid":"guest.chat.example","auto_login":true,
           "websocket_url":"wss://chat.example/ws"})");
  call("disconnect", "{}");
  timers.advance(100);
  EXPECT_NE(page.last("disconnected"), nullptr);
  EXPECT_EQ(page.last("logout"), nullptr);
  EXPECT_TRUE(call("connect", "{}").first);
  EXPECT_EQ(network.connections.size(), 2u);
  EXPECT_TRUE(call("connect", "{}").first);
  EXPECT_EQ(network.connections.size(), 2u) << "it is on its way";
  call("disconnect", "{}");
  call("logout", "{}");
  EXPECT_NE(page.last("logout"), nullptr) << "though there was no stream to end";
}

TEST_F(AppTest, CallsForRoomsOneIsNotInAreRefused) {
  make("{}");
  for (const char* method : {"rooms.setSubject", "rooms.invite", "rooms.leave"}) {
    const auto answer = call(method, R"({"jid":"quay@rooms.example","who":"a@b.example"})");
    EXPECT_FALSE(answer.first) << method;
    EXPECT_EQ(answer.second["code"].as_string(), "no-chat") << method;
    EXPECT_NE(answer.second["hint"].as_string(), "") << method;
  }
}

TEST_F(AppTest, SettingTheEnvironmentAsksForAFrame) {
  make("{}");
  const int before = page.frames;
  app->set_environment(*Json::parse(R"({"dark":true,"rtl":true})"));
  EXPECT_GT(page.frames, before);
  EXPECT_TRUE(app->shell().environment().dark);
  EXPECT_TRUE(app->shell().environment().rtl);
}

TEST_F(AppTest, RegisteringIsRefusedWithCodeAndHint) {
  make(R"({"websocket_url":"ws://chat.example/ws"})");
  EXPECT_EQ(call("register", R"({"jid":"@@","password":"x"})").second["code"].as_string(),
            "bad-jid");
  EXPECT_EQ(call("register", R"({"jid":"a@chat.example"})").second["code"].as_string(),
            "no-password");
  EXPECT_EQ(call("changePassword", "{}").second["code"].as_string(), "no-password");
  call("register", R"({"jid":"a@chat.example","password":"x"})");
  const uint32_t first = last_id;
  EXPECT_EQ(
      call("register", R"({"jid":"b@chat.example","password":"x"})").second["code"].as_string(),
      "register-busy");
  timers.advance(100);
  ASSERT_EQ(page.replies.count(first), 1u);
  EXPECT_EQ(page.replies[first].second["code"].as_string(), "insecure-mechanism");
  EXPECT_NE(page.replies[first].second["hint"].as_string(), "");
  EXPECT_TRUE(network.connections.empty()) << "a password would have gone out in the clear";
}

constexpr auto kTokenSite = R"({"authentication":"token","token_url":"/token",
  "websocket_url":"wss://chat.example/ws","jid":"ann@chat.example"})";

TEST_F(AppTest, TheSiteIsAskedWhenTheWindowOpensAndNotBefore) {
  make(kTokenSite);
  app->set_environment(*Json::parse(R"({"open":false})"));
  EXPECT_EQ(page.asked, "");
  app->set_environment(*Json::parse(R"({"open":true})"));
  EXPECT_EQ(page.asked, "again ");
  app->set_environment(*Json::parse(R"({"open":false})"));
  app->set_environment(*Json::parse(R"({"open":true})"));
  EXPECT_EQ(page.asked, "again ") << "once";
  EXPECT_TRUE(network.connections.empty());
  EXPECT_TRUE(call("credentials", R"({"token":"t.o.k"})").first);
  EXPECT_EQ(network.connections.size(), 1u);
}

TEST_F(AppTest, AutoLoginAsksTheSiteAtOnce) {
  make(R"({"authentication":"login","credentials_url":"/me","auto_login":true,
           "websocket_url":"wss://chat.example/ws"})");
  EXPECT_EQ(page.asked, "again ");
  call("credentials", R"({"jid":"bob@chat.example","password":"pw"})");
  EXPECT_EQ(network.connections.size(), 1u);
}

TEST_F(AppTest, APrebindSiteNeedsAllThreePartsAndIsAskedWhenTheWindowOpens) {
  make(R"({"authentication":"prebind","prebind_url":"/bind","websocket_url":"wss://chat.example/ws",
           "bosh_service_url":"https://chat.example/bosh"})");
  EXPECT_EQ(page.asked, "");
  app->set_environment(*Json::parse(R"({"open":true})"));
  EXPECT_EQ(page.asked, "again ");
  for (const char* wrong : {R"({"jid":"ann@chat.example/r","sid":"s"})",
                            R"({"jid":"ann@chat.example","sid":"s","rid":"7"})",
                            R"({"jid":"ann@chat.example/r","rid":7})",
                            R"({"jid":"ann@chat.example","password":"p"})"}) {
    call("credentials", wrong);
    EXPECT_EQ((*page.last("error"))["code"].as_string(), "credentials-bad") << wrong;
    EXPECT_TRUE(call("connect", "{}").first);
  }
  EXPECT_TRUE(call("credentials", R"({"jid":"ann@chat.example/r","sid":"s","rid":"7"})").first);
  EXPECT_TRUE(network.connections.empty()) << "BOSH is the only way";
}

TEST_F(AppTest, ASignedOutVisitorIsToldAndMayTryAgain) {
  make(kTokenSite);
  app->set_environment(*Json::parse(R"({"open":true})"));
  call("credentials", R"({"code":"credentials-refused","text":"/token answers 401."})");
  const Json* refused = page.last("authfail");
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ((*refused)["code"].as_string(), "credentials-refused");
  EXPECT_EQ((*refused)["text"].as_string(), "/token answers 401.");
  EXPECT_FALSE((*refused)["hint"].as_string().empty());
  app->frame(380, 600, 1, nullptr);
  EXPECT_NE(page.patches.find("Try again"), std::string::npos);
  EXPECT_NE(page.patches.find("sign-in was not accepted"), std::string::npos);
  EXPECT_EQ(page.patches.find("current-password"), std::string::npos);
  EXPECT_EQ(page.patches.find("without an account"), std::string::npos);
  timers.advance(600000);
  EXPECT_EQ(page.asked, "again ") << "not without the visitor";
  EXPECT_TRUE(call("connect", "{}").first);
  EXPECT_EQ(page.asked, "again again ");
}

TEST_F(AppTest, ASiteThatCannotBeReachedIsAskedAgainWithPauses) {
  make(kTokenSite);
  app->set_environment(*Json::parse(R"({"open":true})"));
  call("credentials", R"({"code":"credentials-unreachable"})");
  ASSERT_NE(page.last("disconnected"), nullptr);
  EXPECT_EQ((*page.last("disconnected"))["retry_in_ms"].as_number(), 1000);
  timers.advance(1100);
  EXPECT_EQ(page.asked, "again again ");
  call("credentials", R"({"code":"credentials-unreachable"})");
  timers.advance(1100);
  EXPECT_EQ(page.asked, "again again ");
  app->set_environment(*Json::parse(R"({"online":false})"));
  app->set_environment(*Json::parse(R"({"online":true})"));
  EXPECT_EQ(page.asked, "again again again ") << "a network that is back is a reason";
}

TEST_F(AppTest, AnAnswerNobodyAskedForOrOfNoUseSignsNobodyIn) {
  make(kTokenSite);
  call("credentials", R"({"jid":"eve@chat.example","token":"t"})");
  EXPECT_TRUE(network.connections.empty());
  app->set_environment(*Json::parse(R"({"open":true})"));
  call("credentials", R"({"jid":"@@","token":"t"})");
  EXPECT_TRUE(network.connections.empty());
  ASSERT_NE(page.last("error"), nullptr);
  EXPECT_EQ((*page.last("error"))["code"].as_string(), "credentials-bad");
}

}  // namespace
}  // namespace confab::app
