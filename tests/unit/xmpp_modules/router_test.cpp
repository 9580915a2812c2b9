// SPDX-License-Identifier: MIT
// The order in which a stanza is offered, answers of requests, and what befalls their owners.
#include "xmpp/router.h"

#include <gtest/gtest.h>

#include "test_client.h"
#include "xmpp/core/ns.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {
namespace {

xml::Element ping(const char* to) {
  xml::Element iq = make_iq("get", Jid::parse(to).value_or(Jid()));
  iq.add("ping", ns::kPing);
  return iq;
}

std::string answer(const std::string& id, const char* from) {
  return "<iq xmlns='jabber:client' type='result' id='" + id + "' from='" + from + "'/>";
}

TEST(Router, TheTapComesBeforeTheModules) {
  TestClient client({"messages"});
  int seen = 0;
  client.router.tap = [&](const xml::Element& stanza) {
    ++seen;
    return stanza.attr("id") == "mine" ? Handled::Yes : Handled::No;
  };
  client.receive("<message xmlns='jabber:client' from='a@b.c' id='mine'><body>1</body></message>");
  client.receive("<message xmlns='jabber:client' from='a@b.c' id='2'><body>2</body></message>");
  EXPECT_EQ(seen, 2);
  ASSERT_EQ(client.events.size(), 1u);
  EXPECT_EQ(std::get<MessageEvent>(client.events[0]).id, "2");
}

TEST(Router, AnAnswerGoesToItsOwnerAndNotToTheTap) {
  TestClient client({"messages"});
  int tapped = 0, answered = 0;
  client.router.tap = [&](const xml::Element&) { return ++tapped, Handled::No; };
  const Owner owner = make_owner();
  client.router.iq(ping("a@b.example/c"), owner, [&](const IqResult& r) { answered += r.ok(); });
  const std::string id(client.sent.at(0).attr("id"));
  client.receive(answer(id, "a@b.example/c"));
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(tapped, 0);
}

TEST(Router, NobodyElseMayAnswer) {
  TestClient client({"messages"});
  int answered = 0;
  const Owner owner = make_owner();
  client.router.iq(ping("a@b.example/c"), owner, [&](const IqResult&) { ++answered; });
  const std::string id(client.sent.at(0).attr("id"));
  for (const char* from : {"a@b.example", "a@b.example/other", "b.example", "montague.example",
                           "romeo@montague.example", "romeo@montague.example/home"})
    client.receive(answer(id, from));
  client.receive("<iq xmlns='jabber:client' type='result' id='" + id + "'/>");
  EXPECT_EQ(answered, 0);
  client.receive(answer(id, "a@b.example/c"));
  EXPECT_EQ(answered, 1);
}

TEST(Router, ADeadOwnerIsNeverCalled) {
  TestClient client({"messages"});
  int answered = 0;
  Owner owner = make_owner();
  client.router.iq(ping("a@b.example/c"), owner, [&](const IqResult&) { ++answered; });
  client.router.iq(ping("a@b.example/d"), owner, [&](const IqResult&) { ++answered; });
  owner.reset();
  client.receive(answer(std::string(client.sent.at(0).attr("id")), "a@b.example/c"));
  client.time.advance(60000);
  EXPECT_EQ(answered, 0);
}

TEST(Router, ARequestThatCannotBeSentFailsLater) {
  TestClient client({"messages"});
  client.takes = false;
  std::string condition;
  const Owner owner = make_owner();
  client.router.iq(ping("a@b.example/c"), owner,
                   [&](const IqResult& r) { condition = r.ok() ? "ok" : r.error().condition; });
  EXPECT_EQ(condition, "");  // never from inside the call
  client.time.advance(0);
  EXPECT_EQ(condition, "disconnected");
  EXPECT_EQ(client.time.pending(), 0u);
}

TEST(Router, ANewRequestMayBeMadeFromAnAnswer) {
  TestClient client({"messages"});
  const Owner owner = make_owner();
  std::vector<std::string> conditions;
  client.router.iq(ping("a@b.example/c"), owner, [&](const IqResult& first) {
    conditions.push_back(first.error().condition);
    client.router.iq(ping("a@b.example/d"), owner, [&](const IqResult& second) {
      conditions.push_back(second.error().condition);
    });
  });
  client.router.on_session(SessionEvent::Lost, false);
  EXPECT_EQ(conditions, std::vector<std::string>{"disconnected"});
  client.time.advance(20000);
  EXPECT_EQ(conditions, (std::vector<std::string>{"disconnected", "timeout"}));
}

TEST(Router, ForeignNamespacesAndSendersThatAreNoJidAreDropped) {
  TestClient client({"messages", "presence"});
  client.receive("<message xmlns='urn:other' from='a@b.c'><body>x</body></message>");
  client.receive("<message xmlns='jabber:client' from='@'><body>x</body></message>");
  client.receive("<presence xmlns='jabber:client' from=''/>");
  EXPECT_TRUE(client.events.empty());
  EXPECT_TRUE(client.sent.empty());
}

TEST(Router, IdsAreLongAndNeverTheSame) {
  TestClient client({"messages"});
  const std::string a = client.router.new_id(), b = client.router.new_id();
  EXPECT_NE(a, b);
  EXPECT_EQ(a.size(), 32u);  // 128 bits
}

}  // namespace
}  // namespace confab::xmpp
