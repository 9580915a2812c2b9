// SPDX-License-Identifier: MIT
// RoomOnServer: a real server and the name of a room that nobody has used yet.
#pragma once

#include "integration/native_client.h"

namespace confab::test {

class RoomOnServer : public testing::TestWithParam<Server> {
 protected:
  void SetUp() override {
    ASSERT_FALSE(GetParam().url.empty())
        << "no servers: start these tests by tests/integration/run.sh";
    uint8_t bytes[4];
    platform::NativeCrypto(loop, nullptr).random_bytes(bytes, sizeof bytes);
    for (const uint8_t b : bytes) tag += std::to_string(b);
    room = *xmpp::Jid::parse("room" + tag + "@conference.localhost");
  }
  static xmpp::SessionConfig config(const std::string& jid) {
    return NativeSession::config(jid, GetParam().url);
  }
  static xmpp::SessionConfig guest() {
    auto c = config("guest.localhost");
    c.auth = xmpp::AuthMethod::Anonymous;
    return c;
  }
  bool join(NativeClient& who, const std::string& nick, int history = 0) {
    who.client.join_room({.room = room, .nick = nick, .history_max = history});
    return who.wait_for<xmpp::RoomEnteredEvent>([&](const auto& e) { return e.room == room; });
  }
  void say(NativeClient& who, const std::string& body) {
    EXPECT_TRUE(who.client.send_message(
        {.to = room, .groupchat = true, .id = "g" + tag + body, .body = body}));
  }
  platform::Loop loop;
  std::string tag;  // different in every run, since the servers keep rooms and archives
  xmpp::Jid room;
};

}  // namespace confab::test
