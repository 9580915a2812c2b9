// SPDX-License-Identifier: MIT
// Mirror and TabMessage by themselves: strict reading, answers only from whom was asked, limits.
#include <gtest/gtest.h>

#include "xml/parse.h"
#include "xmpp/shared/mirror.h"
#include "xmpp/shared/tab_message.h"

namespace confab::xmpp {
namespace {

xml::Element stanza(const std::string& text) {
  auto e = xml::parse(text);
  EXPECT_TRUE(e) << text;
  return e ? *e : xml::Element("broken");
}

xml::Element disco(const std::string& id, const std::string& to) {
  return stanza("<iq xmlns='jabber:client' type='get' id='" + id + "' to='" + to +
                "'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
}

TEST(TabMessage, IsReadAsItWasWritten) {
  TabMessage m{TabMessage::Kind::Out, "aa", "bb", 7, 12, 1700000000000, "cc", "<a>\n</a>"};
  const auto back = TabMessage::decode(m.encode());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->kind, TabMessage::Kind::Out);
  EXPECT_EQ(back->from, "aa");
  EXPECT_EQ(back->to, "bb");
  EXPECT_EQ(back->epoch, 7u);
  EXPECT_EQ(back->a, 12u);
  EXPECT_EQ(back->b, 1700000000000u);
  EXPECT_EQ(back->word, "cc");
  EXPECT_EQ(back->body, "<a>\n</a>");
}

TEST(TabMessage, AnythingElseIsNotRead) {
  for (const char* text :
       {"", "\n", "hello", "confab1\n", "confab2 0 aa - 0 0 0 -\n", "confab1 99 aa - 0 0 0 -\n",
        "confab1 -1 aa - 0 0 0 -\n", "confab1 0 - - 0 0 0 -\n", "confab1 0 aa - 0 0 0\n",
        "confab1 0 aa - 0 0 0 - -\n", "confab1 0 aa - 4294967296 0 0 -\n",
        "confab1 0 aa - 0x1 0 0 -\n", "confab1 0 aa - 0 0 0 -", "confab1 0 aa - 0 0 0 -\n\xff"})
    EXPECT_FALSE(TabMessage::decode(text)) << text;
  EXPECT_FALSE(TabMessage::decode("confab1 0 " + std::string(40, 'a') + " - 0 0 0 -\n"));
  EXPECT_FALSE(TabMessage::decode("confab1 0 aa - 0 0 0 -\n" + std::string(6u << 20, 'x')));
}

TEST(Mirror, AnswersWhatWasAskedBefore) {
  Mirror mirror;
  mirror.reset(*Jid::parse("me@here.example/one"));
  Mirror::Replies replies;
  EXPECT_FALSE(mirror.answer(disco("1", "here.example"), 0, replies));
  mirror.outbound(disco("1", "here.example"), 0);
  EXPECT_TRUE(mirror.answer(disco("2", "here.example"), 0, replies)) << "it waits for the first";
  EXPECT_TRUE(replies.empty());
  mirror.inbound(stanza("<iq xmlns='jabber:client' type='result' id='1' from='here.example'>"
                        "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
                 0, replies);
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(replies[0].attr("id"), "2");
  EXPECT_TRUE(mirror.answer(disco("3", "here.example"), 0, replies));
  ASSERT_EQ(replies.size(), 2u);
  EXPECT_EQ(replies[1].attr("id"), "3");
  EXPECT_FALSE(mirror.answer(disco("4", "elsewhere.example"), 0, replies));
}

TEST(Mirror, BelievesNoAnswerOfSomebodyElse) {
  Mirror mirror;
  mirror.reset(*Jid::parse("me@here.example/one"));
  Mirror::Replies replies;
  mirror.outbound(disco("1", "room@rooms.example"), 0);
  mirror.answer(disco("2", "room@rooms.example"), 0, replies);
  mirror.inbound(stanza("<iq xmlns='jabber:client' type='result' id='1' from='evil.example'>"
                        "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
                 0, replies);
  EXPECT_TRUE(replies.empty());
}

TEST(Mirror, AnotherOneIsMadeOfItsStanzas) {
  Mirror mirror, copy;
  for (Mirror* m : {&mirror, &copy}) m->reset(*Jid::parse("me@here.example/one"));
  Mirror::Replies none;
  const std::string room = "room@rooms.example";
  mirror.outbound(stanza("<presence xmlns='jabber:client'/>"), 1);
  mirror.outbound(stanza("<presence xmlns='jabber:client' to='" + room +
                         "/Me'><x xmlns='http://jabber.org/protocol/muc'/></presence>"),
                  1);
  // ejabberd says it of us once more, without 110, when another session of ours comes in as well.
  for (const auto& [nick, status] :
       {std::pair("Ann", ""), {"Me", "<status code='110'/>"}, {"Me", ""}})
    mirror.inbound(
        stanza("<presence xmlns='jabber:client' from='" + room + "/" + nick +
               "'><x xmlns='http://jabber.org/protocol/muc#user'><item role='visitor'/>" + status +
               "</x></presence>"),
        1, none);
  mirror.inbound(stanza("<message xmlns='jabber:client' type='groupchat' from='" + room +
                        "/Ann'><body>hi</body></message>"),
                 5000, none);
  // What the server gave once more says so itself, and who comes later is told it as the room's.
  mirror.inbound(stanza("<message xmlns='jabber:client' type='groupchat' from='" + room +
                        "/Ann'><body>again</body><delay xmlns='urn:xmpp:delay' "
                        "from='here.example' stamp='2020-01-01T00:00:00Z'/></message>"),
                 6000, none);
  mirror.inbound(stanza("<presence xmlns='jabber:client' from='bob@there.example/a'/>"), 1, none);
  mirror.replay([&](bool out, int64_t when, const std::string& xml) {
    out ? copy.outbound(stanza(xml), when) : copy.inbound(stanza(xml), when, none);
  });
  Mirror::Replies entering;
  EXPECT_TRUE(copy.answer(stanza("<presence xmlns='jabber:client' to='" + room +
                                 "/Other'><x xmlns='http://jabber.org/protocol/muc'/></presence>"),
                          0, entering));
  ASSERT_EQ(entering.size(), 4u) << "the other, ourselves, what was said";
  EXPECT_EQ(entering[0].attr("from"), room + "/Ann");
  EXPECT_EQ(entering[1].attr("from"), room + "/Me");
  EXPECT_NE(entering[1].to_xml().find("110"), std::string::npos);
  ASSERT_NE(entering[2].child("delay", "urn:xmpp:delay"), nullptr);
  EXPECT_EQ(entering[2].child("delay")->attr("stamp").substr(0, 19), "1970-01-01T00:00:05");
  EXPECT_TRUE(entering[2].child("told")) << "by our clock";
  const xml::Element* again = entering[3].child("delay", "urn:xmpp:delay");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->attr("from"), room);
  EXPECT_EQ(again->attr("stamp"), "2020-01-01T00:00:00Z");
  EXPECT_FALSE(entering[3].child("told"));
  Mirror::Replies there;
  EXPECT_TRUE(copy.answer(stanza("<presence xmlns='jabber:client'/>"), 0, there));
  ASSERT_EQ(there.size(), 1u);
  EXPECT_EQ(there[0].attr("from"), "bob@there.example/a");
}

}  // namespace
}  // namespace confab::xmpp
