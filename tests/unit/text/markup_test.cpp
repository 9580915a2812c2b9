// SPDX-License-Identifier: MIT
// Markup: XEP-0393's own examples, links, mentions, and hostile input.
#include "text/markup.h"
#include "support/cpu_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace confab::text {
namespace {

using testing::ElementsAre;

// The styled pieces, as "letters:text": b bold, i italic, s strike, c code, l link, m mention,
// q quote, p preformatted.
std::vector<std::string> marked(std::string_view text, const MarkupOptions& options = {}) {
  std::vector<std::string> out;
  uint32_t last = 0;
  for (const Span& span : find_markup(text, options)) {
    EXPECT_LE(last, span.begin);
    EXPECT_LT(span.begin, span.end);
    EXPECT_LE(span.end, text.size());
    last = span.end;
    std::string letters;
    for (int bit = 0; bit < 8; ++bit)
      if (span.style >> bit & 1) letters += "bisclmqp"[bit];
    out.push_back(letters + ":" + std::string(text.substr(span.begin, span.end - span.begin)));
  }
  return out;
}

struct StylingCase {
  const char* text;
  std::vector<std::string> spans;
};

// The examples of XEP-0393 1.1.1, sections 5.1 and 5.2.
TEST(Styling, ExamplesOfTheXep) {
  const StylingCase cases[] = {
      {"There are three blocks in this body, one per line,\nbut there is no *formatting\nas spans* "
       "may not escape blocks.",
       {}},
      {"```ignored\n(println \"Hello, world!\")\n```\n\nThis should show up as monospace",
       {"p:```ignored\n(println \"Hello, world!\")\n```\n"}},
      {"> ```\n> (println \"Hello, world!\")\n\nThe entire blockquote is a preformatted text "
       "block, "
       "but this line\nis plaintext!",
       {"qp:> ```\n> (println \"Hello, world!\")\n"}},
      {"> That that is, is.\n\nSaid the old hermit of Prague.", {"q:> That that is, is.\n"}},
      {">> That that is, is.\n> Said the old hermit of Prague.\n\nWho?",
       {"q:>> That that is, is.\n> Said the old hermit of Prague.\n"}},
      {"plain span", {}},
      {"*strong span*", {"b:*strong span*"}},
      {"plain _emphasis_ plain", {"i:_emphasis_"}},
      {"`pre` plain *strong*", {"c:`pre`", "b:*strong*"}},
      {"*strong*plain*", {"b:*strong*"}},
      {"* plain *strong*", {"b:*strong*"}},
      {"not strong*", {}},
      {"*not strong", {}},
      {"*not \n strong*", {}},
      {"*not *strong", {}},
      {"**", {}},
      {"***", {}},
      {"****", {}},
      {"Two spans, both *alike in dignity*", {"b:*alike in dignity*"}},
      {"The full title is _Twelfth Night, or What You Will_ but\n_most_ people shorten it.",
       {"i:_Twelfth Night, or What You Will_", "i:_most_"}},
      {"The full title is \"Twelfth Night, or What You Will\" but\n*most* people shorten it.",
       {"b:*most*"}},
      {"Everyone ~dis~likes cake.", {"s:~dis~"}},
      {"This is `monospace`", {"c:`monospace`"}},
      {"This is `*monospace*`", {"c:`*monospace*`"}},
      {"This is *`monospace and bold`*", {"b:*", "bc:`monospace and bold`", "b:*"}},
      {"Wow, I can write in `monospace`!", {"c:`monospace`"}},
  };
  for (const StylingCase& c : cases) EXPECT_EQ(marked(c.text), c.spans) << c.text;
}

TEST(Styling, BeyondTheExamples) {
  EXPECT_THAT(marked("*a _b ~c~ d_ e*"),
              ElementsAre("b:*a ", "bi:_b ", "bis:~c~", "bi: d_", "b: e*"));
  EXPECT_THAT(marked("*a _b* c_"), ElementsAre("b:*a _b*"));  // lazy; no escape from the span
  EXPECT_THAT(marked("snake_case_name 2*3*4"), ElementsAre());
  EXPECT_THAT(marked("(*not*)"), ElementsAre());             // '(' is no white space
  EXPECT_THAT(marked("\u3000*ja*"), ElementsAre("b:*ja*"));  // U+3000 is
  EXPECT_THAT(marked("```\ncode\n``` \nmore"), ElementsAre("p:```\ncode\n``` \nmore"));
  EXPECT_THAT(marked("> a\n> > b\nc *d*"), ElementsAre("q:> a\n> > b\n", "b:*d*"));
  EXPECT_THAT(marked("> *a*\n"), ElementsAre("q:> ", "bq:*a*", "q:\n"));
  EXPECT_THAT(marked("> ```\n>> x\n> ```\n> *y*"),
              ElementsAre("qp:> ```\n>> x\n> ```\n", "q:> ", "bq:*y*"));
  MarkupOptions off;
  off.styling = false;
  EXPECT_THAT(marked("*a* `b` > c", off), ElementsAre());
}

TEST(Links, Found) {
  EXPECT_THAT(marked("see https://example.org/a?b=c#d."),
              ElementsAre("l:https://example.org/a?b=c#d"));
  EXPECT_THAT(marked("(https://example.org/wiki/A_(b))"),
              ElementsAre("l:https://example.org/wiki/A_(b)"));
  EXPECT_THAT(marked("\"http://example.org\", and <HTTP://x.example>!"),
              ElementsAre("l:http://example.org", "l:HTTP://x.example"));
  EXPECT_THAT(marked("mailto:a@b.example xmpp:room@muc.example?join geo:48.2,16.3 tel:+431234"),
              ElementsAre("l:mailto:a@b.example", "l:xmpp:room@muc.example?join", "l:geo:48.2,16.3",
                          "l:tel:+431234"));
  EXPECT_THAT(marked("見てhttps://例え.テスト/パス。次"),
              ElementsAre("l:https://例え.テスト/パス"));
  EXPECT_THAT(marked("*https://example.org*"), ElementsAre("b:*", "bl:https://example.org", "b:*"));
  EXPECT_THAT(marked("https://a.example https://b.example"),
              ElementsAre("l:https://a.example", "l:https://b.example"));
  const auto spans = find_markup("www.example.org/x, ok", {});
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].href, "https://www.example.org/x");
  EXPECT_EQ(spans[0].end, 17u);
}

TEST(Links, NotFound) {
  for (const char* text : {"javascript:alert(1)",
                           "data:text/html,x",
                           "file:///etc/passwd",
                           "xhttp://a.example",
                           "http:",
                           "http://",
                           "http:///x",
                           "https:\\\\a.example",
                           "www.",
                           "www.a",
                           "a@www.example.org",
                           "tel: 5",
                           "geo:vienna",
                           "mailto:nobody",
                           "`https://example.org`",
                           "```\nhttps://example.org\n```",
                           "view-source+https://a.example",
                           "xmpp:",
                           "12:30 http",
                           "vbscript:x"})
    for (const Span& span : find_markup(text, {})) EXPECT_FALSE(span.style & kLink) << text;
  // A direction override cannot be a part of a link.
  EXPECT_THAT(marked("https://a.example/\u202Egpj.exe"), ElementsAre("l:https://a.example/"));
}

TEST(Links, SafeLink) {
  for (const char* url : {"https://a.example", "HTTP://A.EXAMPLE/x y"})
    EXPECT_EQ(safe_link(url), std::string_view(url).find(' ') == std::string_view::npos) << url;
  for (const char* url :
       {"", ":", "javascript:alert(1)", " https://a.example", "java\nscript:x", "https://a\nb",
        "https:a.example", "https://", "https://?x", "https://a\\b", "https://a\u202Eb",
        "//a.example", "ftp://a.example", "blob:https://a.example/1", "https://a\x01",
        "https://a\x7F", "xmpp:", "https://\xFF"})
    EXPECT_FALSE(safe_link(url)) << url;
  for (const char* url : {"mailto:a@b.example", "xmpp:a@b.example", "tel:+1", "geo:-1,2"})
    EXPECT_TRUE(safe_link(url)) << url;
  EXPECT_FALSE(safe_link("https://" + std::string(9000, 'a')));
}

TEST(Mentions, WholeWords) {
  MarkupOptions o;
  o.mention = "Zoë";
  EXPECT_THAT(marked("hi Zoë, zoë! Zoëy xZoë @Zoë", o), ElementsAre("m:Zoë", "m:zoë", "m:Zoë"));
  o.mention = "小明";
  EXPECT_THAT(marked("你好小明！", o), ElementsAre("m:小明"));
  o.mention = "bob";
  EXPECT_THAT(marked("*bob* https://bob.example `bob`", o),
              ElementsAre("b:*", "bm:bob", "b:*", "l:https://bob.example", "c:`bob`"));
}

TEST(Markup, LinearOnHostileTexts) {
  const char* pieces[] = {
      "*a ",   "*a _b ~c `d ", "**",      "> ",       ">",      "```\n",        "(",
      "http:", "https://",     "mailto:", "www.",     "www.a:", "https://a(((", "xmpp:!",
      "*_~`",  "bob",          "_*",      "http:///", "tel:1.", "mailto:a\n",   "*a* ",
      "a_"};
  MarkupOptions options;
  options.mention = "bob";
  const auto time = [&](const std::string& text) {
    const auto start = confab::CpuClock::now();
    find_markup(text, options);
    return std::chrono::duration<double, std::milli>(confab::CpuClock::now() - start).count();
  };
  for (const std::string piece : pieces) {
    std::string small, large;
    while (small.size() < 20000) small += piece;
    while (large.size() < 200000) large += piece;
    // Ten times the text may take ten times as long; quadratic work would take seconds. The room
    // in between is for a machine that does other things too.
    const double a = time(small), b = std::min({time(large), time(large), time(large)});
    EXPECT_LT(b, 50 * a + 1000) << piece;
  }
}

}  // namespace
}  // namespace confab::text
