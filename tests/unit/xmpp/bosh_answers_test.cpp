// SPDX-License-Identifier: MIT
// How a BOSH session ends, and what hostile connection managers send.
#include "unit/xmpp/bosh_machine.h"

namespace confab::xmpp {
namespace {

using test::body;
using Machine = test::BoshMachine;
using Kind = BoshEnd::Kind;

TEST(Bosh, TerminalConditions) {
  for (const char* condition : {"item-not-found", "policy-violation", "system-shutdown"}) {
    Machine m;
    const uint64_t poll = m.open();
    m.answer(poll, body("type='terminate' condition='" + std::string(condition) + "'", "<last/>"));
    ASSERT_TRUE(m.end);
    EXPECT_EQ(m.end->kind, Kind::Terminated);
    EXPECT_EQ(m.end->condition, condition);
    EXPECT_EQ(m.heard.front(), "<last/>");
    EXPECT_TRUE(m.ask().empty());
  }
  Machine other;
  const uint64_t poll = other.open();
  other.bosh.send("<a/>");
  other.one();
  // The second request's answer says that it is over: the first will get none.
  other.answer(poll + 1, body("type='terminate' condition='see-other-uri'",
                              "<uri>https://b.example.org/bosh</uri>"));
  ASSERT_TRUE(other.end);
  EXPECT_EQ(other.end->uri, "https://b.example.org/bosh");
  EXPECT_EQ(other.heard.size(), 1u);
  for (const auto& [status, condition] :
       {std::pair{404, "item-not-found"}, {403, "policy-violation"}, {400, "bad-request"}}) {
    Machine old;
    old.answer(old.open(), "", status);
    EXPECT_EQ(old.end->condition, condition);
    Machine none;  // where no session was there is no BOSH
    none.bosh.create({.to = "example.org"});
    none.answer(none.one().rid, "", status);
    EXPECT_EQ(none.end->kind, Kind::Lost);
  }
}

TEST(Bosh, HostileBodies) {
  const std::string huge(2 << 20, 'x');
  const std::pair<std::string, xml::ParseError> kBad[] = {
      {"", xml::ParseError::NotWellFormed},
      {"<html/>", xml::ParseError::NotWellFormed},
      {"<body xmlns='urn:other'/>", xml::ParseError::NotWellFormed},
      {"<body/>", xml::ParseError::NotWellFormed},
      {"<!DOCTYPE body><body xmlns='http://jabber.org/protocol/httpbind'/>",
       xml::ParseError::Restricted},
      {body("", "<!-- c -->"), xml::ParseError::Restricted},
      {body("", "<?pi?>"), xml::ParseError::Restricted},
      {body("", "text"), xml::ParseError::NotWellFormed},
      {body("", "<a>"), xml::ParseError::NotWellFormed},
      {body("", "<a/></body><body>"), xml::ParseError::NotWellFormed},
      {body("") + "<body/>", xml::ParseError::NotWellFormed},
      {body("sid='somebody-elses'"), xml::ParseError::NotWellFormed},
      {body("", "<m>" + huge + "</m>"), xml::ParseError::TooLarge},
      {body("", "<m>\xC3\x28</m>"), xml::ParseError::BadUtf8},
      {std::string(17 << 20, ' '), xml::ParseError::TooLarge},
  };
  for (const auto& [text, error] : kBad) {
    Machine m;
    const uint64_t poll = m.open();
    m.answer(poll, text);
    ASSERT_TRUE(m.end) << text.substr(0, 80);
    EXPECT_EQ(m.end->kind, Kind::Bad) << text.substr(0, 80);
    EXPECT_EQ(m.end->error, error) << text.substr(0, 80);
    EXPECT_EQ(m.heard.size(), 1u);
  }
  Machine m;  // stanzas before there is a session
  m.bosh.create({.to = "example.org"});
  m.answer(m.one().rid, body("", "<message/>"));
  EXPECT_EQ(m.heard, std::vector<std::string>{"end:"});
  EXPECT_EQ(m.end->kind, Kind::Bad);
}

TEST(Bosh, BodiesOfManyStanzasAndOtherPrefixes) {
  std::string many;
  for (int i = 0; i < 30000; ++i) many += "<a/> ";
  EXPECT_EQ(parse_bosh_body(body("", many))->children.size(), 30000u);
  const auto prefixed = parse_bosh_body(
      "<?xml version='1.0'?> <b:body xmlns:b='http://jabber.org/protocol/httpbind' sid='a>b'>"
      "<m xmlns='jabber:client'><b:body/></m></b:body >\n");
  ASSERT_TRUE(prefixed.ok());
  EXPECT_EQ(prefixed->head.attr("sid"), "a>b");
  EXPECT_EQ(prefixed->children.size(), 1u);
}

}  // namespace
}  // namespace confab::xmpp
