// SPDX-License-Identifier: MIT
#include "xmpp/transport/framing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

#include "xmpp/transport/scan.h"

namespace confab::xmpp {
namespace {

using xml::ParseError;

ParseError error_of(std::string_view text, const xml::Limits& limits = {}) {
  const auto f = parse_frame(text, limits);
  EXPECT_FALSE(f.ok()) << text.substr(0, 200);
  return f.ok() ? ParseError{} : f.error();
}
bool is_stanza(std::string_view text) {
  const auto f = parse_frame(text);
  return f.ok() && std::holds_alternative<FrameStanza>(*f);
}

TEST(Framing, OpenAndClose) {
  const auto open = parse_frame(
      "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='example.com' "
      "id='++TR84Sm6A3hnt3Q065SnAbbk3Y='"
      " xml:lang='en' version='1.0' />");
  ASSERT_TRUE(open.ok());
  const auto& o = std::get<FrameOpen>(*open);
  EXPECT_EQ(o.from, "example.com");
  EXPECT_EQ(o.id, "++TR84Sm6A3hnt3Q065SnAbbk3Y=");
  EXPECT_EQ(o.version, "1.0");
  EXPECT_EQ(o.lang, "en");
  const auto close = parse_frame(
      "<f:close xmlns:f='urn:ietf:params:xml:ns:xmpp-framing' "
      "see-other-uri='wss://otherendpoint.example/xmpp-bind'></f:close>");
  ASSERT_TRUE(close.ok());
  EXPECT_EQ(std::get<FrameClose>(*close).see_other_uri, "wss://otherendpoint.example/xmpp-bind");
}

TEST(Framing, AnotherNamespaceIsAStanza) {
  EXPECT_TRUE(is_stanza("<open xmlns='urn:x'/>"));
  EXPECT_TRUE(is_stanza("<close/>"));
  EXPECT_TRUE(is_stanza("<opened xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"));
  EXPECT_TRUE(is_stanza("<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>"));
}

TEST(Framing, OneElementPerFrame) {
  for (const char* text :
       {"", " ", "<a/><b/>", "<a>", "<a", "<a b='", "<a b='>", "</a>", "<a/></stream:stream>",
        "<a></a></a>", "x<a/>", "<a/>x", "<a><b></a>", "<a/><![CDATA[x]]>", "<![CDATA[x]]><a/>",
        "<a><![CDATA[x</a>", "<a <b/>", "\xEF\xBB\xBF<a/>"})
    EXPECT_EQ(error_of(text), ParseError::NotWellFormed) << text;
  EXPECT_TRUE(is_stanza(" \r\n<a/>\t"));
  EXPECT_TRUE(is_stanza("<?xml version='1.0'?><a/>"));
  EXPECT_EQ(error_of("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'><a/></open>"),
            ParseError::NotWellFormed);
}

TEST(Framing, ForbiddenConstructs) {
  for (const char* text :
       {"<!DOCTYPE a><a/>", "<a><!-- x --></a>", "<!-- x --><a/>", "<a/><!-- x -->", "<?pi?><a/>",
        "<a><?xml version='1.0'?></a>", "<?xml-stylesheet x?><a/>", "<a><!ENTITY x 'y'></a>",
        "<a><![INCLUDE[x]]></a>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
    EXPECT_EQ(error_of(text), ParseError::Restricted) << text;
  EXPECT_EQ(error_of("<a>\xC0\x80</a>"), ParseError::BadUtf8);
  EXPECT_EQ(error_of(std::string("<a>\0</a>", 8)), ParseError::NotWellFormed);
  EXPECT_EQ(error_of(std::string("<\0a\0/\0>\0", 8)), ParseError::NotWellFormed);
}

TEST(Framing, CdataAndQuotesHideMarkup) {
  EXPECT_TRUE(is_stanza("<a><![CDATA[</a><!-- <?x ]] > ]]]]></a>"));
  EXPECT_TRUE(is_stanza("<a b='/>' c=\"'>'\"/>"));
  EXPECT_TRUE(is_stanza("<a b='<!-- no'/>") == true);  // left to the parser, which refuses it
  EXPECT_TRUE(is_stanza("<a>&lt;!-- --></a>"));
}

TEST(Framing, Limits) {
  const auto nested = [](size_t n) {
    std::string s;
    for (size_t i = 0; i < n; ++i) s += "<a>";
    for (size_t i = 0; i < n; ++i) s += "</a>";
    return s;
  };
  EXPECT_TRUE(is_stanza(nested(128)));
  EXPECT_EQ(error_of(nested(129)), ParseError::TooLarge);
  EXPECT_EQ(error_of(nested(10000)), ParseError::TooLarge);
  EXPECT_EQ(error_of("<a>xxxx</a>", {.bytes = 10}), ParseError::TooLarge);
  EXPECT_TRUE(parse_frame("<a>xxxx</a>", {.bytes = 11}).ok());
  EXPECT_EQ(error_of("<a><b/><b/></a>", {.elements = 2}), ParseError::TooLarge);
  EXPECT_EQ(error_of("<a b='' c='' d=''/>", {.attributes = 2}), ParseError::TooLarge);
}

// A megabyte of entities would take the parser behind minutes to join, but whoever sends it must
// not end the stream of everybody in a room.
TEST(Framing, TextInManyPiecesIsThinned) {
  std::string entities, lines;
  while (entities.size() < 1000000) entities += "&lt;";
  entities = "<a b='&lt;>' c=\"\n\">" + entities + "</a>";
  EXPECT_TRUE(is_stanza(entities));
  const auto thin = thinned(entities);
  ASSERT_TRUE(thin);
  EXPECT_EQ(thin->size(), entities.size());
  EXPECT_EQ(thin->substr(0, 400), entities.substr(0, 400));
  EXPECT_LT(std::count(thin->begin(), thin->end(), '&'), 1200);
  EXPECT_TRUE(xml::parse(*thin));
  // One after the other each text has its own.
  const std::string newlines = "<a><b>" + std::string(40000, '\n') + "</b><c>&amp;\n</c></a>";
  const auto less = thinned(newlines);
  ASSERT_TRUE(less);
  EXPECT_TRUE(less->ends_with(" </b><c>&amp;\n</c></a>"));
  while (lines.size() < 100000) lines += "an ordinary line of about forty letters\n";
  for (const std::string& text : {lines, std::string(1000000, 'x')}) {
    EXPECT_TRUE(is_stanza("<a>" + text + "</a>"));
    EXPECT_FALSE(thinned("<a>" + text + "</a>"));
  }
}

TEST(Framing, WritesStreamTags) {
  EXPECT_EQ(frame_of_stream_tag("<?xml version=\"1.0\"?><stream:stream to=\"a\" version=\"1.0\">"),
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to=\"a\" version=\"1.0\"/>");
  EXPECT_EQ(frame_of_stream_tag("</stream:stream>"),
            "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
  EXPECT_EQ(frame_of_stream_tag("<message/>"), std::nullopt);
  EXPECT_EQ(stream_header({.from = "a'b", .id = "<1>"}),
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            "xmlns:stream='http://etherx.jabber.org/streams' from='a&apos;b' id='&lt;1&gt;'>");
}

}  // namespace
}  // namespace confab::xmpp
