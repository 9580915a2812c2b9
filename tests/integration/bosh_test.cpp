// SPDX-License-Identifier: MIT
// BOSH against real Prosody and real ejabberd, and one session over both transports.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>

#include "base/strings.h"
#include "integration/native_session.h"
#include "integration/proxy.h"
#include "platform/native/tcp.h"
#include "xmpp/core/ns.h"
#include "xmpp/transport/bosh_body.h"

namespace confab::xmpp {
namespace {

using test::NativeSession;
using test::Proxy;
using test::Server;
using Ids = std::vector<std::string>;

class BoshOnServer : public testing::TestWithParam<Server> {
 protected:
  void SetUp() override {
    ASSERT_FALSE(GetParam().bosh.empty())
        << "no servers: start these tests by tests/integration/run.sh";
    uint8_t bytes[4];
    platform::NativeCrypto(loop, nullptr).random_bytes(bytes, sizeof bytes);
    tag = hex_encode({reinterpret_cast<const char*>(bytes), sizeof bytes}) + "-";
  }
  // Those of this run: a server may also deliver what an earlier one left.
  Ids heard(const NativeSession& who, const std::string& prefix) const {
    Ids out;
    for (const auto& e : who.messages)
      if (e.attr("id").starts_with(tag + prefix)) out.emplace_back(e.attr("id").substr(tag.size()));
    return out;
  }
  // What the server sends from now on, as it sends it.
  Connection watch(NativeSession& who, const std::string& prefix, Ids& came) const {
    return who.session.on_wire.connect(
        [&came, begin = tag + prefix, cut = tag.size()](bool outgoing, std::string_view text) {
          if (outgoing) return;
          const auto e = xml::parse(text);
          if (e && e->name() == "message" && e->attr("id").starts_with(begin))
            came.emplace_back(e->attr("id").substr(cut));
        });
  }
  void say(NativeSession& who, const Jid& to, const std::string& id) { who.message(to, tag + id); }
  bool resumes_over_bosh() const { return GetParam().name != "prosody"; }  // see await_resumption()
  const std::string& url() const { return GetParam().bosh; }
  SessionConfig config(const std::string& jid) const {
    auto c = NativeSession::config(jid, GetParam().url);
    c.bosh_url = url();
    c.transports = {Transport::Bosh};
    return c;
  }
  SessionConfig over_websocket(const std::string& jid) const {
    return NativeSession::config(jid, GetParam().url);
  }
  static std::string through(const Proxy& proxy, const std::string& url) {
    const auto parts = platform::split_url(url);
    return parts->scheme + "://127.0.0.1:" + std::to_string(proxy.port()) + parts->path;
  }
  int port() const { return std::stoi(platform::split_url(url())->port); }
  platform::Loop loop;
  std::string tag;
};
INSTANTIATE_TEST_SUITE_P(Servers, BoshOnServer, testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

Ids first_ones(const Ids& list) {
  Ids out;
  for (const auto& id : list)
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  return out;
}

size_t accounted(const NativeSession& who) {
  return who.acked.size() +
         static_cast<size_t>(std::count_if(who.unacked.begin(), who.unacked.end(),
                                           [](const auto& e) { return e.name() == "message"; }));
}

TEST_P(BoshOnServer, TwoPeopleTalk) {
  for (const bool keys : {false, true}) {
    NativeSession alice(loop), bob(loop);
    auto c = config("alice@localhost");
    c.bosh_key_sequence = keys;
    ASSERT_TRUE(alice.log_in(c)) << alice.session.last_failure().code;
    EXPECT_EQ(alice.session.transport(), "bosh");
    EXPECT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
    ASSERT_TRUE(bob.log_in(config("bob@localhost")));
    Ids said;
    for (int i = 0; i < (keys ? 110 : 20); ++i) {  // more requests than one chain has keys
      said.push_back("b" + std::to_string(i));
      say(alice, bob.session.jid(), said.back());
      ASSERT_TRUE(bob.wait([&] { return heard(bob, "b").size() == said.size(); })) << i;
      if (i % 10 == 0) say(bob, alice.session.jid(), "answer" + std::to_string(i));
    }
    EXPECT_EQ(heard(bob, "b"), said);
    EXPECT_TRUE(alice.wait([&] {
      return heard(alice, "answer").size() == (said.size() + 9) / 10 &&
             alice.acked.size() == said.size();
    }));
    alice.session.disconnect();
    EXPECT_TRUE(alice.wait([&] { return alice.session.state() == SessionState::Closed; }));
    EXPECT_TRUE(alice.unacked.empty());
  }
}

TEST_P(BoshOnServer, PollsAndGuests) {
  NativeSession guest(loop), bob(loop);
  auto c = config("guest.localhost");
  c.auth = AuthMethod::Anonymous;
  c.bosh_hold = 0;
  ASSERT_TRUE(guest.log_in(c) || guest.wait([&] { return guest.online(); }, 60000))
      << guest.session.last_failure().code;
  guest.session.send(xml::Element("presence", ns::kClient));
  guest.session.disconnect();
  EXPECT_TRUE(guest.wait([&] { return guest.session.state() == SessionState::Closed; }));
  EXPECT_EQ(guest.session.last_failure().code, "closed");
}

TEST_P(BoshOnServer, RefusesWhatTheOtherTransportRefuses) {
  NativeSession alice(loop);
  auto c = config("alice@localhost");
  c.password = "wrong";
  EXPECT_FALSE(alice.log_in(c));
  EXPECT_EQ(alice.session.last_failure().code, "auth-failed");
  c = config("alice@nobody-serves-this.example");
  alice.session.connect(c);
  EXPECT_TRUE(alice.wait([&] { return !alice.session.last_failure().code.empty(); }));
  const std::string code = alice.session.last_failure().code;
  EXPECT_TRUE(code == "host-unknown" || code == "stream-error") << code;
  c = config("alice@localhost");
  c.bosh_url += "-not-here";
  alice.session.connect(c);
  EXPECT_TRUE(alice.wait([&] { return alice.session.state() == SessionState::Waiting; }));
  EXPECT_EQ(alice.session.last_failure().code, "unreachable");
}

// TCP dies again and again, at any byte of requests and answers. BOSH repeats; nobody notices.
// (Prosody 13 forgets a request whose connection died while it was held and a later one had come;
// the session is then resumed or made anew.)
TEST_P(BoshOnServer, ConnectionsCutAtManyBytes) {
  Proxy proxy(loop, port());
  NativeSession alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.bosh_url = through(proxy, url());
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(over_websocket("bob@localhost")));
  const bool prosody = !resumes_over_bosh();
  Ids said, answered;
  for (int round = 0; round < 30; ++round) {
    const int before = proxy.connections();
    if (!alice.wait([&] { return alice.online(); }, 20000)) break;
    said.push_back("cut" + std::to_string(round));
    say(alice, bob.session.jid(), said.back());
    alice.wait([&] { return proxy.connections() > before; }, 1000);
    proxy.cut_after(static_cast<size_t>(1 + round * 37 % 700), round % 2 == 0);
    answered.push_back("back" + std::to_string(round));
    say(bob, alice.session.jid(), answered.back());
    if (prosody) {
      loop.run_for(150);
      continue;
    }
    ASSERT_TRUE(alice.wait([&] { return heard(bob, "cut").size() >= said.size(); })) << round;
    ASSERT_TRUE(alice.wait([&] { return heard(alice, "back").size() >= answered.size(); }))
        << round;
  }
  EXPECT_GE(proxy.cuts(), 20);
  if (prosody) {
    EXPECT_TRUE(
        alice.wait([&] { return alice.online() && accounted(alice) >= said.size(); }, 30000))
        << accounted(alice);
    return;
  }
  loop.run_for(300);
  EXPECT_EQ(heard(bob, "cut"), said);
  EXPECT_EQ(heard(alice, "back"), answered);
  EXPECT_EQ(std::count(alice.events.begin(), alice.events.end(), SessionEvent::Bound), 1);
}

TEST_P(BoshOnServer, OneSessionOverBothTransportsAndBack) {
  Proxy sockets(loop, port()), http(loop, port());
  NativeSession alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.websocket_url = through(sockets, GetParam().url);
  c.bosh_url = through(http, url());
  c.transports = {Transport::WebSocket, Transport::Bosh};
  c.transport_failover_ms = 1000;
  Ids came;  // what the server sent, as it sent it
  const auto tap = watch(alice, "over", came);
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(over_websocket("bob@localhost")));
  ASSERT_EQ(alice.session.transport(), "websocket");
  ASSERT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
  const Jid alice_jid = alice.session.jid();
  Ids said, answered;
  const auto talk = [&](const char* part) {
    for (int i = 0; i < 5; ++i) {
      said.push_back("over" + std::string(part) + std::to_string(i));
      say(alice, bob.session.jid(), said.back());
      answered.push_back(said.back());
      say(bob, alice_jid, answered.back());
      loop.run_once(2);
    }
  };
  talk("a");
  loop.run_for(200);
  sockets.set_down(true);
  loop.run_for(20);
  talk("b");
  ASSERT_TRUE(
      alice.wait([&] { return alice.online() && alice.session.transport() == "bosh"; }, 20000))
      << alice.session.last_failure().code;
  EXPECT_EQ(alice.session.stats().resumed, resumes_over_bosh());
  talk("c");
  EXPECT_TRUE(alice.wait([&] { return accounted(alice) >= said.size(); }));
  sockets.set_down(false);
  http.set_down(true);
  talk("d");
  ASSERT_TRUE(alice.wait([&] {
    return alice.online() && alice.session.transport() == "websocket";
  })) << alice.session.last_failure().code;
  EXPECT_TRUE(alice.session.stats().resumed);
  talk("e");
  EXPECT_TRUE(alice.wait([&] { return accounted(alice) >= said.size(); }));
  if (!resumes_over_bosh()) return;  // what was not confirmed was handed back, for the outbox
  EXPECT_TRUE(alice.wait([&] {
    return heard(alice, "over").size() >= answered.size() &&
           heard(bob, "over").size() >= said.size();
  }));
  EXPECT_EQ(heard(bob, "over"), said);
  // What a BOSH session of ejabberd had not delivered when it ended is repeated by XEP-0198 and
  // routed again as well (bounce_els_from_obuf in its ejabberd_bosh.erl), behind what came since.
  // So order and number are those of the wire, and nothing is lost.
  loop.run_for(300);
  EXPECT_EQ(heard(alice, "over"), came);
  EXPECT_THAT(first_ones(came), testing::UnorderedElementsAreArray(answered));
  EXPECT_EQ(alice.session.jid(), alice_jid);
  EXPECT_EQ(std::count(alice.events.begin(), alice.events.end(), SessionEvent::Bound), 1);
}

TEST_P(BoshOnServer, ResumesOverBoshAlone) {
  Proxy http(loop, port());
  NativeSession alice(loop), bob(loop);
  auto c = config("alice@localhost");
  c.bosh_url = through(http, url());
  c.stanza_timeout_ms = 1500;
  Ids came;
  const auto tap = watch(alice, "while", came);
  ASSERT_TRUE(alice.log_in(c));
  ASSERT_TRUE(bob.log_in(over_websocket("bob@localhost")));
  ASSERT_TRUE(alice.wait([&] { return alice.session.resumable(); }));
  loop.run_for(200);
  http.set_down(true);
  say(alice, bob.session.jid(), "r1");
  ASSERT_TRUE(alice.wait([&] { return !alice.online(); }));
  say(alice, bob.session.jid(), "r2");
  say(bob, alice.session.jid(), "while away");
  http.set_down(false);
  ASSERT_TRUE(alice.wait([&] { return alice.online(); }, 20000));
  EXPECT_EQ(alice.session.stats().resumed, resumes_over_bosh());
  if (!resumes_over_bosh()) {
    EXPECT_EQ(accounted(alice), 2u);
    return;
  }
  EXPECT_TRUE(bob.wait([&] { return heard(bob, "r").size() >= 2; }));
  EXPECT_TRUE(alice.wait([&] { return !heard(alice, "while").empty(); }));
  loop.run_for(200);
  EXPECT_EQ(heard(bob, "r"), (Ids{"r1", "r2"}));
  // ejabberd may say it twice, as above.
  EXPECT_EQ(heard(alice, "while"), came);
  EXPECT_EQ(first_ones(came), Ids{"while away"});
}

// What a site's backend does: signs in by requests of its own and gives the rest away.
struct Backend {
  platform::Loop& loop;
  std::string url;
  platform::NativeNetwork network{loop, &sha1};
  uint64_t rid = 5000;
  std::string sid;

  std::string post(const std::string& attributes, const std::string& payload = {}) {
    std::string head = " rid='" + std::to_string(rid++) + "'" + attributes;
    if (!sid.empty()) head += " sid='" + sid + "'";
    platform::HttpRequest request{.method = "POST", .url = url, .body = bosh_body(head, payload)};
    request.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
    std::string answer;
    bool done = false;
    network.fetch(std::move(request),
                  [&](platform::HttpResponse r) { answer = r.body, done = true; });
    EXPECT_TRUE(loop.run_until([&] { return done; }, 10000));
    return answer;
  }
  // sid, rid and full address for Session.
  std::string sign_in(const std::string& user) {
    const std::string xbosh = " xmlns:xmpp='urn:xmpp:xbosh'";
    const auto created = parse_bosh_body(post(
        " to='localhost' xml:lang='en' wait='10' hold='1' ver='1.6' xmpp:version='1.0'" + xbosh));
    if (!created) return {};
    sid = std::string(created->head.attr("sid"));
    const std::string plain = std::string(1, '\0') + user + '\0' + user + "pass";
    post("", "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" +
                 base64_encode(plain) + "</auth>");
    post(" to='localhost' xmpp:restart='true'" + xbosh);
    const std::string bound =
        post("",
             "<iq xmlns='jabber:client' type='set' id='b'><bind "
             "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>prebound</resource></bind></iq>");
    const size_t at = bound.find("<jid>");
    return at == bound.npos ? "" : bound.substr(at + 5, bound.find("</jid>") - at - 5);
  }
};

TEST_P(BoshOnServer, AttachesToASessionThatABackendMade) {
  Backend backend{loop, url()};
  const std::string jid = backend.sign_in("carol");
  ASSERT_TRUE(jid.starts_with("carol@localhost/")) << jid;
  NativeSession bob(loop);
  auto first = std::make_unique<NativeSession>(loop);
  NativeSession& carol = *first;
  ASSERT_TRUE(bob.log_in(over_websocket("bob@localhost")));
  auto c = config(jid);
  c.auth = AuthMethod::Prebind;
  c.password.clear();
  c.prebind_sid = backend.sid;
  c.prebind_rid = backend.rid;
  ASSERT_TRUE(carol.log_in(c)) << carol.session.last_failure().code;
  EXPECT_EQ(carol.session.jid().str(), jid);
  say(carol, bob.session.jid(), "from carol");
  ASSERT_TRUE(bob.wait([&] { return heard(bob, "from carol").size() == 1; }));
  EXPECT_EQ(bob.messages.back().attr("from"), jid);
  say(bob, carol.session.jid(), "to carol");
  EXPECT_TRUE(carol.wait([&] { return heard(carol, "to carol").size() == 1; }));
  // And what this page leaves, the next one goes on with.
  loop.run_for(300);
  const auto left = carol.session.attachment();
  ASSERT_TRUE(left);
  first.reset();
  loop.run_for(300);
  NativeSession next(loop);
  c.prebind_rid = left->rid;
  ASSERT_TRUE(next.log_in(c));
  // Until the server has seen it, it answers a request of the page that is gone, and nobody hears
  // that: logging in here takes no answer.
  say(next, bob.session.jid(), "from the next");
  ASSERT_TRUE(bob.wait([&] { return heard(bob, "from the next").size() == 1; }));
  say(bob, left->jid, "to the next page");
  EXPECT_TRUE(next.wait([&] { return heard(next, "to the next").size() == 1; }));
  NativeSession late(loop);
  c.prebind_sid += "0";  // there is no such session
  late.log_in(c);
  EXPECT_TRUE(late.wait([&] { return late.session.state() == SessionState::Closed; }));
  EXPECT_EQ(late.session.last_failure().code, "prebind-expired");
}

// The second, and asking again, are for a machine that is busy with other things.
TEST_P(BoshOnServer, ThroughputBesideTheWebSocket) {
  constexpr size_t kMessages = 500;
  double seconds[2] = {0, 0};
  bool near = false;
  for (int run = 0; run < 6 && !near; ++run) {
    const bool bosh = run % 2 == 1;
    NativeSession alice(loop), bob(loop);
    ASSERT_TRUE(alice.log_in(bosh ? config("alice@localhost") : over_websocket("alice@localhost")));
    ASSERT_TRUE(bob.log_in(bosh ? config("bob@localhost") : over_websocket("bob@localhost")));
    ASSERT_EQ(alice.session.transport(), bosh ? "bosh" : "websocket");
    const std::string prefix = "t" + std::to_string(run) + ".";
    loop.run_for(300);
    const int64_t start = loop.monotonic_ms();
    for (size_t i = 0; i < kMessages; ++i) {
      say(alice, bob.session.jid(), prefix + std::to_string(i));
      if (i % 10 == 9) loop.run_once(0);
    }
    ASSERT_TRUE(bob.wait([&] { return heard(bob, prefix).size() == kMessages; }, 60000));
    seconds[bosh] = static_cast<double>(loop.monotonic_ms() - start) / 1000;
    if (!bosh) continue;
    near = seconds[1] < 3 * seconds[0] + 1;
    std::printf("%s: %zu messages in %.2f s over WebSocket, %.2f s over BOSH: %.2f times as long\n",
                GetParam().name.c_str(), kMessages, seconds[0], seconds[1],
                seconds[1] / seconds[0]);
  }
  EXPECT_TRUE(near);
}

}  // namespace
}  // namespace confab::xmpp
