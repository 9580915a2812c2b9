// SPDX-License-Identifier: MIT
// The session against real Prosody and real ejabberd.
#include <algorithm>

#include "integration/native_session.h"
#include "integration/proxy.h"
#include "platform/native/tcp.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

using test::NativeSession;
using test::Proxy;
using test::Server;

class OnServer : public testing::TestWithParam<Server> {
 protected:
  void SetUp() override {
    ASSERT_FALSE(GetParam().url.empty())
        << "no servers: start these tests by tests/integration/run.sh";
  }
  const std::string& url() const { return GetParam().url; }
  SessionConfig config(const std::string& jid) const { return NativeSession::config(jid, url()); }
  platform::Loop loop;
};
INSTANTIATE_TEST_SUITE_P(Servers, OnServer, testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

TEST_P(OnServer, LogsInByTheStrongestMechanism) {
  NativeSession alice(loop);
  std::string mechanism;
  const auto c = alice.session.on_wire.connect([&](bool, std::string_view frame) {
    if (const size_t at = frame.find("mechanism='"); frame.starts_with("<auth") && at != frame.npos)
      mechanism = frame.substr(at + 11, frame.find('\'', at + 11) - at - 11);
    EXPECT_EQ(frame.find("alicepass"), frame.npos);
  });
  ASSERT_TRUE(alice.log_in(config("alice@localhost"))) << alice.session.last_failure().code;
  EXPECT_EQ(mechanism, GetParam().name == "prosody" ? "SCRAM-SHA-1" : "SCRAM-SHA-256");
  EXPECT_EQ(alice.session.jid().bare_str(), "alice@localhost");
  EXPECT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
}

TEST_P(OnServer, LogsInByPlain) {
  NativeSession alice(loop);
  auto c = config("alice@localhost");
  c.sasl_mechanisms = {"PLAIN"};
  EXPECT_TRUE(alice.log_in(c)) << alice.session.last_failure().code;
}

TEST_P(OnServer, LogsInAnonymously) {
  NativeSession guest(loop);
  auto c = config("guest.localhost");
  c.auth = AuthMethod::Anonymous;
  ASSERT_TRUE(guest.log_in(c)) << guest.session.last_failure().code;
  EXPECT_EQ(guest.session.jid().domain(), "guest.localhost");
  EXPECT_FALSE(guest.session.jid().local().empty());
}

TEST_P(OnServer, RefusesAWrongPassword) {
  for (const char* mechanism : {"PLAIN", ""}) {
    NativeSession alice(loop);
    auto c = config("alice@localhost");
    c.password = "wrong";
    if (*mechanism) c.sasl_mechanisms = {mechanism};
    EXPECT_FALSE(alice.log_in(c));
    EXPECT_EQ(alice.session.last_failure().code, "auth-failed");
    EXPECT_TRUE(alice.session.last_failure().permanent);
  }
}

TEST_P(OnServer, UnknownHost) {
  NativeSession alice(loop);
  alice.session.connect(config("alice@nobody-serves-this.example"));
  EXPECT_TRUE(alice.wait([&] { return !alice.session.last_failure().code.empty(); }));
  const std::string code = alice.session.last_failure().code;
  EXPECT_TRUE(code == "host-unknown" || code == "no-mechanism") << code;
}

TEST_P(OnServer, NobodyListens) {
  NativeSession alice(loop);
  auto c = config("alice@localhost");
  c.websocket_url = "ws://127.0.0.1:9/ws";
  alice.session.connect(c);
  EXPECT_TRUE(alice.wait([&] { return alice.session.state() == SessionState::Waiting; }));
  EXPECT_EQ(alice.session.last_failure().code, "unreachable");
  c.websocket_url = "ws://127.0.0.1:" + platform::split_url(url())->port + "/nothing-here";
  alice.session.connect(c);
  EXPECT_TRUE(alice.wait([&] { return alice.session.state() == SessionState::Waiting; }));
  EXPECT_EQ(alice.session.last_failure().code, "unreachable");
}

// A server may also bring what somebody said to the account before.
std::vector<std::string> ids(const std::vector<xml::Element>& list, const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& e : list)
    if (e.attr("id").starts_with(prefix)) out.emplace_back(e.attr("id"));
  return out;
}

TEST_P(OnServer, TwoPeopleTalk) {
  NativeSession alice(loop), bob(loop);
  ASSERT_TRUE(alice.log_in(config("alice@localhost")));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  alice.message(bob.session.jid(), "hello");
  ASSERT_TRUE(bob.wait([&] { return ids(bob.messages, "hello").size() == 1; }));
  EXPECT_EQ(bob.messages.back().child_text("body"), "body of hello");
  EXPECT_EQ(bob.messages.back().attr("from"), alice.session.jid().str());
  bob.message(alice.session.jid(), "answer");
  EXPECT_TRUE(alice.wait([&] { return alice.messages.size() == 1; }));
  EXPECT_TRUE(alice.wait([&] { return alice.acked == std::vector<std::string>{"hello"}; }));
}

TEST_P(OnServer, TheSameResourceTwiceIsAConflict) {
  NativeSession first(loop), second(loop);
  ASSERT_TRUE(first.log_in(config("carol@localhost/same")));
  ASSERT_TRUE(second.log_in(config("carol@localhost/same")));
  EXPECT_TRUE(first.wait([&] { return first.session.state() == SessionState::Closed; }) ||
              second.session.jid().resource() != "same");
  if (first.session.state() == SessionState::Closed) {
    EXPECT_EQ(first.session.last_failure().code, "conflict");
  }
}

TEST_P(OnServer, DisconnectsProperly) {
  NativeSession alice(loop), bob(loop);
  ASSERT_TRUE(alice.log_in(config("alice@localhost")));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  alice.message(bob.session.jid(), "last words");
  alice.session.disconnect();
  EXPECT_TRUE(alice.wait([&] { return alice.session.state() == SessionState::Closed; }, 1500));
  EXPECT_TRUE(alice.unacked.empty());
  EXPECT_EQ(alice.acked, std::vector<std::string>{"last words"});
  EXPECT_TRUE(bob.wait([&] { return ids(bob.messages, "last words").size() == 1; }));
}

TEST_P(OnServer, PingsAndClientState) {
  NativeSession alice(loop);
  auto c = config("alice@localhost");
  c.ping_interval_ms = 50;
  c.stanza_timeout_ms = 2000;
  ASSERT_TRUE(alice.log_in(c));
  alice.session.set_active(false);
  loop.run_for(500);
  alice.session.set_active(true);
  loop.run_for(200);
  EXPECT_TRUE(alice.online());
  EXPECT_EQ(alice.events.size(), 1u);
}

std::vector<std::string> unique(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

// A cut at byte n of either direction, for n all over the conversation; one session lives through
// them all. After a resumption everything is there once. Where the server gives the session up
// (Prosody when half a frame was cut off, ejabberd when two resumptions come close together), what
// was not confirmed is handed back and said again, as the outbox does; people see it once by its
// id.
TEST_P(OnServer, SocketCutAtManyBytes) {
  const auto target = platform::split_url(url());
  Proxy proxy(loop, std::stoi(target->port));
  NativeSession alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.websocket_url = "ws://127.0.0.1:" + std::to_string(proxy.port()) + target->path;
  c.reconnect_min_ms = c.reconnect_max_ms = 300;
  const bool prosody = GetParam().name == "prosody";
  if (prosody) c.stanza_timeout_ms = 3000;  // its deafness is noticed sooner
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
  const Jid alice_jid = alice.session.jid();
  const auto again = alice.session.on_session.connect([&](SessionEvent event) {
    if (event != SessionEvent::Bound) return;
    alice.session.send(xml::Element("presence", "jabber:client"));
    for (auto& stanza : std::exchange(alice.unacked, {})) alice.session.send(std::move(stanza));
  });
  const auto count = [&](SessionEvent e) {
    return std::count(alice.events.begin(), alice.events.end(), e);
  };
  constexpr int kRounds = 10;
  std::vector<std::string> said;
  for (int round = 0; round < kRounds; ++round) {
    // Mostly the direction that the server takes well: ejabberd needs 15 seconds to get over a
    // socket that died under its hands.
    const bool out = prosody ? round % 7 == 3 : round % 7 != 3;
    const std::string prefix = "r" + std::to_string(round) + "-";
    const int cuts = proxy.cuts();
    const auto bound = count(SessionEvent::Bound);
    proxy.cut_after(static_cast<size_t>(1 + round * 97), out);
    std::vector<std::string> expected;
    for (int i = 0; i < 6; ++i) {
      expected.push_back(prefix + std::to_string(i));
      alice.message(bob.session.jid(), expected.back());
      bob.message(alice_jid, expected.back());
      loop.run_once(2);
    }
    said.insert(said.end(), expected.begin(), expected.end());
    EXPECT_TRUE(alice.wait(
        [&] { return unique(alice.acked).size() == said.size() && alice.online(); }, 30000))
        << round;
    if (proxy.cuts() == cuts) proxy.cut_now();  // the budget was larger than the conversation
    loop.run_once(1);
    EXPECT_TRUE(alice.wait([&] { return alice.online() && alice.session.resumable(); }, 30000))
        << alice.session.last_failure().code;
    const bool resumed = count(SessionEvent::Bound) == bound;
    EXPECT_TRUE(alice.wait([&] { return unique(ids(bob.messages, prefix)).size() == 6; })) << round;
    EXPECT_EQ(unique(ids(bob.messages, prefix)), expected) << round;
    loop.run_for(resumed ? 50 : 1000);  // the server needs a moment to settle
    if (!resumed) continue;
    EXPECT_EQ(ids(bob.messages, prefix), expected) << round;
    EXPECT_TRUE(alice.wait([&] { return ids(alice.messages, prefix).size() >= 6; })) << round;
    EXPECT_EQ(unique(ids(alice.messages, prefix)), expected) << round;
    EXPECT_EQ(ids(alice.messages, prefix).size(), 6u) << round;
  }
  EXPECT_GE(proxy.cuts(), kRounds);
  EXPECT_GE(count(SessionEvent::Resumed), kRounds * 2 / 3);
}

// Prosody alone has a second host with both hashes of plain passwords.
TEST(OnProsody, TakesTheStrongerScram) {
  platform::Loop loop;
  NativeSession alice(loop);
  ASSERT_FALSE(test::prosody().url.empty());
  std::string auth;
  const auto listener = alice.session.on_wire.connect([&](bool, std::string_view frame) {
    if (frame.starts_with("<auth")) auth = frame;
  });
  ASSERT_TRUE(alice.log_in(NativeSession::config("alice@plain.localhost", test::prosody().url)))
      << alice.session.last_failure().code;
  EXPECT_NE(auth.find("SCRAM-SHA-256"), std::string::npos) << auth;
}

TEST(OnEjabberd, IsDiscoveredByHostMeta) {
  platform::Loop loop;
  ASSERT_FALSE(test::ejabberd().url.empty());
  const auto parts = platform::split_url(test::ejabberd().url);
  platform::NativeNetwork network(loop, &sha1);
  platform::HttpResponse got;
  network.fetch({.url = "http://localhost:" + parts->port + "/.well-known/host-meta.json"},
                [&](platform::HttpResponse r) { got = std::move(r); });
  ASSERT_TRUE(loop.run_until([&] { return got.status != 0 || !got.error.empty(); }, 5000));
  EXPECT_EQ(got.status, 200) << got.error;
  EXPECT_NE(got.body.find("urn:xmpp:alt-connections:websocket"), std::string::npos) << got.body;
}

}  // namespace
}  // namespace confab::xmpp
