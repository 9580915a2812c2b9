// SPDX-License-Identifier: MIT
// Several clients of one site share one stream to a real server: one resource, nothing lost when
// the one that has it goes.
#include <algorithm>

#include "integration/native_client.h"
#include "platform/fake/fake_tabs.h"

namespace confab::xmpp {
namespace {

using test::NativeClient;
using test::NativeSession;
using test::Server;

struct NativeTab {
  explicit NativeTab(platform::Loop& loop, platform::FakeTabs& browser)
      : port(browser),
        network(loop, &sha1),
        crypto(loop, &pbkdf2),
        client({loop, loop, network, crypto, log, &port}, {}, all_modules()) {
    listener = client.on_event.connect([this](const Event& e) { events.push_back(e); });
  }
  bool online() { return client.session().state() == SessionState::Online; }
  bool leads() { return online() && !client.session().follows(); }
  long heard(const std::string& body) const {
    return std::count_if(events.begin(), events.end(), [&](const Event& e) {
      const auto* m = std::get_if<MessageEvent>(&e);
      return m && m->body == body;
    });
  }
  platform::FakeTabs::Tab port;
  platform::NativeNetwork network;
  platform::NativeCrypto crypto;
  Log log;
  Client client;
  std::vector<Event> events;
  Connection listener;
};

class TabsOnServer : public testing::TestWithParam<Server> {};
INSTANTIATE_TEST_SUITE_P(Servers, TabsOnServer, testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

TEST_P(TabsOnServer, OneStreamForAllAndTheNextResumesIt) {
  ASSERT_FALSE(GetParam().url.empty()) << "no servers: start these by tests/integration/run.sh";
  platform::Loop loop;
  platform::FakeTabs browser(loop);
  uint8_t bytes[4];
  platform::NativeCrypto(loop, nullptr).random_bytes(bytes, sizeof bytes);
  std::string tag;
  for (const uint8_t b : bytes) tag += std::to_string(b);
  const Jid room = *Jid::parse("tabs" + tag + "@conference.localhost");
  NativeClient bob(loop);
  ASSERT_TRUE(bob.log_in(NativeSession::config("bob@localhost", GetParam().url)));
  bob.client.join_room({.room = room, .nick = "Bob"});
  ASSERT_TRUE(bob.wait_for<RoomEnteredEvent>());

  std::vector<std::unique_ptr<NativeTab>> tabs;
  for (int i = 0; i < 4; ++i) {
    tabs.push_back(std::make_unique<NativeTab>(loop, browser));
    auto& tab = *tabs.back();
    tab.client.send_presence(Show::Online, "", 0);
    tab.client.session().connect(NativeSession::config("alice@localhost", GetParam().url));
    ASSERT_TRUE(loop.run_until([&] { return tab.online(); }, 10000)) << i;
    tab.client.join_room({.room = room, .nick = "Alice"});
    ASSERT_TRUE(loop.run_until(
        [&] {
          return std::any_of(tab.events.begin(), tab.events.end(), [](const Event& e) {
            return std::holds_alternative<RoomEnteredEvent>(e);
          });
        },
        10000))
        << i;
  }
  EXPECT_EQ(std::count_if(tabs.begin(), tabs.end(), [](auto& t) { return t->leads(); }), 1);
  for (const auto& tab : tabs)
    EXPECT_EQ(tab->client.session().jid(), tabs[0]->client.session().jid());
  const auto say = [&](NativeTab& tab, const std::string& body) {
    EXPECT_TRUE(
        tab.client.send_message({.to = room, .groupchat = true, .id = tag + body, .body = body}));
  };
  for (size_t i = 0; i < tabs.size(); ++i) say(*tabs[i], "from " + std::to_string(i));
  ASSERT_TRUE(bob.wait_for_body("from 3"));
  ASSERT_TRUE(
      loop.run_until([&] { return tabs[3]->heard("from 2") && tabs[0]->heard("from 3"); }, 5000));
  ASSERT_TRUE(loop.run_until([&] { return tabs[0]->client.session().resumable(); }, 5000));
  loop.run_for(300);

  tabs.erase(tabs.begin());  // the leader, without a word
  say(*tabs[1], "while nobody leads");
  say(*tabs[2], "nor now");
  const int64_t gone = loop.monotonic_ms();
  ASSERT_TRUE(loop.run_until(
      [&] {
        return std::any_of(tabs.begin(), tabs.end(), [](auto& t) { return t->leads(); }) &&
               std::any_of(tabs.begin(), tabs.end(),
                           [](auto& t) { return t->client.session().stats().resumed; });
      },
      10000));
  std::printf("    resumed after %lld ms\n", static_cast<long long>(loop.monotonic_ms() - gone));
  EXPECT_LT(loop.monotonic_ms() - gone, 5000) << "and on a machine with time for it, within one";
  ASSERT_TRUE(bob.wait_for_body("nor now"));
  bob.client.send_message({.to = room, .groupchat = true, .id = "b" + tag, .body = "good"});
  for (const auto& tab : tabs)
    EXPECT_TRUE(loop.run_until([&] { return tab->heard("good") == 1; }, 5000));
  for (const std::string body :
       {"from 0", "from 1", "from 2", "from 3", "while nobody leads", "nor now"}) {
    const auto all = bob.all<MessageEvent>();
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [&](const auto& m) { return m.body == body; }),
              1)
        << body;
    for (const auto& tab : tabs) EXPECT_EQ(tab->heard(body), 1) << body;
  }
  for (const auto& e : bob.all<OccupantEvent>())
    EXPECT_FALSE(e.kind == OccupantEvent::Kind::Leave) << e.occupant.nick << " flapped";
}

}  // namespace
}  // namespace confab::xmpp
