// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <gtest/gtest.h>

namespace confab {
namespace {

JsonError error_of(std::string_view text) {
  const auto j = Json::parse(text);
  EXPECT_FALSE(j.ok()) << text;
  return j.ok() ? JsonError::Syntax : j.error();
}

TEST(Json, ReadsEveryType) {
  const auto j = Json::parse(
      " {\"a\": [1, -2.5e2, 0, true, false, null], \"b\": \"x\\n\\u00e9\\ud83d\\ude00\\/\", \"c\": "
      "{}}\n");
  ASSERT_TRUE(j.ok());
  const auto& a = (*j)["a"].items();
  ASSERT_EQ(a.size(), 6u);
  EXPECT_EQ(a[0].as_number(), 1);
  EXPECT_EQ(a[1].as_number(), -250);
  EXPECT_TRUE(a[3].as_bool());
  EXPECT_TRUE(a[5].is(Json::Type::Null));
  EXPECT_EQ((*j)["b"].as_string(), "x\n\xC3\xA9\xF0\x9F\x98\x80/");
  EXPECT_TRUE((*j)["c"].is(Json::Type::Object));
  EXPECT_TRUE((*j)["missing"]["deeper"].is(Json::Type::Null));
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "'a'", "\"\n\"",
        "[1] 2", "{a:1}", "\"\\x41\"", "\"unended", "1e999", "// c\n1", "\"\\u12g4\""})
    EXPECT_EQ(error_of(text), JsonError::Syntax) << text;
}

TEST(Json, RefusesBadText) {
  EXPECT_EQ(error_of("\"\xFF\""), JsonError::BadUtf8);
  for (const char* half : {"\"\\ud800\"", "\"\\udc00\""})  // as JavaScript may give them
    EXPECT_EQ(Json::parse(half)->as_string(), "\uFFFD") << half;
  EXPECT_EQ(Json::parse("\"\\ud800\\u0041\\ud83d\\ude00\"")->as_string(), "\uFFFDA\U0001F600");
  EXPECT_EQ(error_of("\"\\ud800\\u00\""), error_of("\"\\u00\""));
}

TEST(Json, LimitsDepth) {
  EXPECT_TRUE(Json::parse(std::string(64, '[') + std::string(64, ']')).ok());
  EXPECT_EQ(error_of(std::string(65, '[') + std::string(65, ']')), JsonError::TooDeep);
  EXPECT_EQ(error_of(std::string(1000000, '[')), JsonError::TooDeep);
}

TEST(Json, WritesWhatItReads) {
  const std::string text =
      R"({"s":"a\"\\\n\u0001é","n":[0,-1,0.1,1e+21,9007199254740991],"b":true,"o":{},"x":null})";
  const auto j = Json::parse(text);
  ASSERT_TRUE(j.ok());
  EXPECT_EQ(j->dump(), text);
}

TEST(Json, Builds) {
  Json j;
  j.set("a", 1).set("b", "two").set("a", 3);
  Json list;
  list.push(1).push(Json::object());
  j.set("list", list);
  EXPECT_EQ(j.dump(), R"({"a":3,"b":"two","list":[1,{}]})");
}

TEST(Json, FallsBackOnOtherTypes) {
  const Json j("text");
  EXPECT_EQ(j.as_number(7), 7);
  EXPECT_TRUE(j.as_bool(true));
  EXPECT_EQ(Json(5).as_string("none"), "none");
  EXPECT_TRUE(j.items().empty());
}

}  // namespace
}  // namespace confab
