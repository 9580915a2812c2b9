// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "xml/element.h"
#include "xml/parse.h"

namespace confab::xml {
namespace {

ParseError error_of(std::string_view text, const Limits& limits = {}) {
  const auto e = parse(text, limits);
  EXPECT_FALSE(e.ok()) << text.substr(0, 200);
  return e.ok() ? ParseError{} : e.error();
}

TEST(XmlParse, ResolvesNamespacesAndText) {
  const auto e = parse(
      "\n<m:a xmlns:m='urn:m' xmlns='urn:d' x='1' xml:lang='de'>t&amp;<b/>"
      "<![CDATA[<raw>]]><m:c y='&#x263A;'/></m:a> ");
  ASSERT_TRUE(e.ok());
  EXPECT_TRUE(e->is("a", "urn:m"));
  EXPECT_EQ(e->attr("x"), "1");
  EXPECT_EQ(e->attr("xml:lang"), "de");
  EXPECT_EQ(e->text(), "t&<raw>");
  ASSERT_EQ(e->children().size(), 2u);
  EXPECT_TRUE(e->children()[0].is("b", "urn:d"));
  EXPECT_EQ(e->child("c", "urn:m")->attr("y"), "\xE2\x98\xBA");
  EXPECT_EQ(e->child("c", "urn:d"), nullptr);
}

TEST(XmlParse, RefusesWhatXmppForbids) {
  EXPECT_EQ(error_of("<!DOCTYPE a><a/>"), ParseError::Restricted);
  EXPECT_EQ(error_of("<a><!-- c --></a>"), ParseError::Restricted);
  EXPECT_EQ(error_of("<a><?pi x?></a>"), ParseError::Restricted);
  EXPECT_EQ(error_of("<?pi x?><a/>"), ParseError::Restricted);
  EXPECT_EQ(error_of("<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><a>&b;</a>"),
            ParseError::Restricted);
  EXPECT_EQ(error_of("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), ParseError::Restricted);
}

TEST(XmlParse, RefusesWhatIsNotOneElement) {
  for (const char* text : {"", " ", "text", "<a>", "</a>", "<a/><b/>", "<a/>x", "<a></b>", "<a b/>",
                           "<a b='1' b='2'/>", "<a>&nbsp;</a>", "<x:a/>", "<a>\x01</a>",
                           "<a b='<'/>", "<a>]]></a>", "\xEF\xBB\xBF"})
    EXPECT_EQ(error_of(text), ParseError::NotWellFormed) << text;
  EXPECT_EQ(error_of("<a>\xFF</a>"), ParseError::BadUtf8);
}

// Two bytes of which one is NUL would make expat read on in UTF-16.
TEST(XmlParse, RefusesNul) {
  for (const std::string_view text :
       {std::string_view("<\0a\0/\0>\0", 8), std::string_view("\0<\0a\0/\0>", 8),
        std::string_view("<\0\0\xD9\x9D>", 6), std::string_view("-\0\0c", 4),
        std::string_view("<a>\0</a>", 8), std::string_view("<a/>\0", 5)})
    EXPECT_EQ(error_of(text), ParseError::NotWellFormed) << text;
}

TEST(XmlParse, AnotherDeclaredEncodingChangesNothing) {
  const auto e = parse("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA9</a>");
  ASSERT_TRUE(e.ok());
  EXPECT_EQ(e->text(), "\xC3\xA9");
}

TEST(XmlParse, KeepsToItsLimits) {
  const auto nested = [](size_t n) {
    std::string s;
    for (size_t i = 0; i < n; ++i) s += "<a>";
    for (size_t i = 0; i < n; ++i) s += "</a>";
    return s;
  };
  EXPECT_TRUE(parse(nested(128)).ok());
  EXPECT_EQ(error_of(nested(129)), ParseError::TooLarge);
  EXPECT_EQ(error_of(nested(10000)), ParseError::TooLarge);
  EXPECT_EQ(error_of("<a>" + std::string(100, 'x') + "</a>", {.bytes = 100}), ParseError::TooLarge);
  EXPECT_EQ(error_of("<a><b/><b/><b/></a>", {.elements = 3}), ParseError::TooLarge);
  EXPECT_EQ(error_of("<a b='1' c='2' d='3'/>", {.attributes = 2}), ParseError::TooLarge);
  EXPECT_TRUE(parse("<a b='1' c='2'/>", {.attributes = 2}).ok());
}

TEST(XmlElement, WritesNamespacesOnce) {
  Element m("message", "jabber:client");
  m.set_attr("to", "a@b").add("body").set_text("1 < 2 & \"3\"");
  m.add("x", "urn:x").add("y");
  EXPECT_EQ(m.to_xml(),
            "<message xmlns='jabber:client' to='a@b'><body>1 &lt; 2 &amp; &quot;3&quot;</body>"
            "<x xmlns='urn:x'><y/></x></message>");
  EXPECT_EQ(m.to_xml("jabber:client").find("xmlns='jabber:client'"), std::string::npos);
}

TEST(XmlElement, SurvivesTheRoundTrip) {
  Element m("message", "jabber:client");
  m.set_attr("a", "tab\t line\n cr\r quote' \" <>&").set_attr("xml:lang", "he");
  m.add("body").set_text(" two  spaces\nlines\r\n\ttab \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D ]]> ");
  m.add("empty", "urn:e");
  const auto back = parse(m.to_xml());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, m);
}

TEST(XmlElement, WritesTheReservedPrefix) {
  const auto e = parse("<a xmlns='one'><xml:b><c xmlns='two'/><c/></xml:b></a>");
  ASSERT_TRUE(e.ok());
  EXPECT_EQ(e->children()[0].ns(), kXmlNs);
  EXPECT_EQ(e->to_xml(), "<a xmlns='one'><xml:b><c xmlns='two'/><c/></xml:b></a>");
}

TEST(XmlElement, LeavesOutWhatXmlCannotCarry) {
  Element m("b", "urn:x");
  m.set_text(
      std::string("a\x00\x01"
                  "b\xEF\xBF\xBF"
                  "c\xEF\xBF\xBE"
                  "d\xEF\xBF\xBD",
                  15));
  const auto back = parse(m.to_xml());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->text(), "abcd\xEF\xBF\xBD");
}

TEST(XmlElement, Edits) {
  Element m("m", "urn:m");
  m.set_attr("a", "1").set_attr("a", "2");
  EXPECT_EQ(m.attrs().size(), 1u);
  EXPECT_TRUE(m.has_attr("a"));
  m.remove_attr("a");
  EXPECT_FALSE(m.has_attr("a"));
  m.add("x");
  m.add("x", "urn:o");
  EXPECT_EQ(m.child("x")->ns(), "urn:m");
  m.remove_children("x", "urn:o");
  EXPECT_EQ(m.children().size(), 1u);
  m.remove_children("x", {});
  EXPECT_EQ(m.child("x"), nullptr);
  EXPECT_EQ(m.child_text("x"), "");
}

}  // namespace
}  // namespace confab::xml
