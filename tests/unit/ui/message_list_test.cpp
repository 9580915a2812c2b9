// SPDX-License-Identifier: MIT
// The message list in the twin: structure of the contract, exact text, virtual rows, scrolling that
// keeps its place, and what floods cost.
#include <chrono>
#include <set>

#include "shell_rig.h"
#include "support/cpu_clock.h"

namespace confab::ui {
namespace {

using platform::TwinEvent;
using platform::TwinOp;

std::string at(int i) { return std::to_string(i); }

TEST(MessageList, ALinkThatHidesItsHostIsAskedAbout) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "https://bank.example@evil.example/ or https://plain.example/", "1");
  rig.draw();
  Element* odd = rig.dom.first("href", "https://bank.example@evil.example/");
  ASSERT_NE(odd, nullptr);
  EXPECT_EQ(odd->at("title"), "It leads to evil.example.");
  EXPECT_EQ(odd->attrs.count("data-ask"), 1u);
  EXPECT_EQ(rig.dom.first("href", "https://plain.example/")->attrs.count("data-ask"), 0u);
  rig.click(odd);
  rig.draw();
  ASSERT_NE(rig.dom.first("role", "dialog"), nullptr);
  EXPECT_NE(rig.dom.first("role", "dialog")->content().find("It leads to evil.example."),
            std::string::npos);
  EXPECT_EQ(rig.host.link, "");
  rig.send(TwinEvent::Submit,
           rig.dom.find([](const Element& e) { return e.tag == platform::TwinTag::Form; })[0]);
  EXPECT_EQ(rig.host.link, "https://bank.example@evil.example/");
}

TEST(MessageList, NamesThatDeceiveAreMarked) {
  ShellRig rig;
  rig.in_room();
  const auto join = [&rig](const char* nick) {
    xmpp::OccupantEvent e;
    e.kind = xmpp::OccupantEvent::Kind::Join, e.room = rig.room(), e.occupant.nick = nick;
    rig.store.apply(e);
  };
  join("Mina"), join("Bob");
  rig.say("Mina", "one", "1");
  rig.draw();
  const auto marks = [&rig] {
    return rig.dom.find([](const Element& e) {
      return e.content().find("looks like another name here") != std::string::npos &&
             e.children.empty() && e.at("class").find("warn") != std::string::npos;
    });
  };
  EXPECT_TRUE(marks().empty());
  join("Mi\u200Bna");
  rig.say("Mi\u200Bna", "two", "2");
  rig.say("Bob", "three", "3");
  rig.draw();
  EXPECT_EQ(marks().size(), 2u);  // both, for nobody knows which is meant
  EXPECT_NE(rig.articles()[1]->at("aria-label").find("Mi□na (looks like another"),
            std::string::npos);
  EXPECT_EQ(rig.articles()[1]->at("data-nick"), "Mi\u200Bna");
  xmpp::OccupantEvent gone;
  gone.kind = xmpp::OccupantEvent::Kind::Leave, gone.room = rig.room();
  gone.occupant.nick = "Mi\u200Bna";
  rig.store.apply(gone);
  rig.draw();
  EXPECT_EQ(marks().size(), 1u);  // what it wrote, still
}

TEST(MessageList, ALongMessageIsFoldedAndShowsMoreWhenAsked) {
  ShellRig rig;
  rig.in_room();
  std::string lines = "first";
  for (int i = 0; i < 40000; ++i) lines += "\n" + std::to_string(i);
  rig.say("Eve", lines, "1");
  const auto start = CpuClock::now();
  rig.draw();
  EXPECT_LT(std::chrono::duration<double>(CpuClock::now() - start).count(), 0.1);
  const auto count = [&rig] {
    return rig.dom.find([](const Element& e) { return e.at("class").starts_with("ln"); }).size();
  };
  EXPECT_EQ(count(), 100u);
  const std::string& held = rig.store.find(rig.room())->messages[0].body;
  EXPECT_TRUE(rig.body(*rig.articles()[0])->content() == held);  // all of it is there
  rig.click(rig.text_button("Show more"));
  rig.draw();
  EXPECT_EQ(count(), 1100u);
  ShellRig other;
  other.in_room();
  other.say("Mina", "short\nand\nwhole\n", "1");
  other.draw();
  EXPECT_EQ(other.text_button("Show more"), nullptr);
}

TEST(MessageList, IdsAreUniqueWhateverPeopleCallTheirMessages) {
  ShellRig rig;
  rig.in_room();
  const auto say = [&rig](const char* nick, const char* id, const char* archive_id) {
    xmpp::MessageEvent e;
    e.from = rig.room().with_resource(nick), e.to = *chat::Jid::parse("me@here.example");
    e.groupchat = true, e.body = std::string(nick) + archive_id;
    e.id = id, e.stanza_id = archive_id, e.stamp_ms = rig.clock.wall_ms();
    rig.store.apply(e);
  };
  say("Mina", "same", "1");
  say("Eve", "same", "2");
  say("Eve", "", "3");
  rig.draw();
  ASSERT_EQ(rig.articles().size(), 3u);
  EXPECT_EQ(rig.articles()[0]->at("data-id"), "same");
  const std::string ours = rig.articles()[2]->at("data-id");
  say("Eve", ours.c_str(), "4");  // one of ours, guessed
  rig.draw();
  std::set<std::string> ids;
  for (const Element* article : rig.articles()) ids.insert(article->at("data-id"));
  EXPECT_EQ(ids.size(), 4u);
}

TEST(MessageList, AMessageHasTheContractsShape) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "See https://example.org/x *now*\nplease", "m1");
  rig.draw();
  ASSERT_NE(rig.log(), nullptr);
  EXPECT_EQ(rig.log()->at("data-jid"), "quay@rooms.example");
  EXPECT_FALSE(rig.log()->at("aria-label").empty());
  const auto all = rig.articles();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0]->at("data-id"), "m1");
  EXPECT_EQ(all[0]->at("data-from"), "quay@rooms.example/Mina");
  EXPECT_EQ(all[0]->at("data-own"), "false");
  EXPECT_EQ(all[0]->at("data-state"), "received");
  Element* body = rig.body(*all[0]);
  ASSERT_NE(body, nullptr);
  EXPECT_EQ(body->content(), "See https://example.org/x *now*\nplease");
  const auto links = rig.dom.find([](const Element& e) { return e.tag == platform::TwinTag::A; });
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0]->at("href"), "https://example.org/x");
  EXPECT_EQ(links[0]->at("rel"), "noopener");
  const auto times =
      rig.dom.find([](const Element& e) { return e.tag == platform::TwinTag::Time; });
  ASSERT_EQ(times.size(), 1u);
  EXPECT_EQ(times[0]->at("datetime").substr(0, 10), "2026-01-01");
}

TEST(MessageList, TheBodyIsExactWhateverItHolds) {
  const std::string bodies[] = {"a  b   ",
                                "> quoted\nanswer",
                                "`code` and ```\nblock\n```",
                                "abc \u202egnp.exe\u202c def",
                                "שלום world.\nand عربي",
                                std::string(10000, 'W'),
                                "\n\nlate",
                                "ends\n",
                                "👩‍👩‍👧‍👦 e\u0301"};
  int i = 0;
  for (const std::string& text : bodies) {
    ShellRig rig;
    rig.in_room();
    rig.say("Mina", text, at(i++));
    rig.draw();
    const auto all = rig.articles();
    ASSERT_EQ(all.size(), 1u) << text;
    EXPECT_EQ(rig.body(*all[0])->content(), text);
  }
}

TEST(MessageList, OnlyRowsNearTheViewExist) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 5000; ++i) rig.say("Mina", "message " + at(i), at(i));
  rig.draw();
  EXPECT_LT(rig.articles().size(), 80u);
  EXPECT_EQ(rig.articles().back()->at("data-id"), "4999");
  EXPECT_GT(rig.log()->children.front()->h, 5000 * 30);
}

TEST(MessageList, ShowsTheMessageThatFindInPageLedTo) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 1000; ++i) rig.say("Mina", "message " + at(i), at(i));
  rig.draw();
  for (int i = 0; i < 100;
       ++i) {  // the text of what is far away is made while nothing else is to be done
    rig.timers.advance(50);
    rig.draw();
  }
  const auto hits = rig.dom.find([](const Element& e) { return e.text == "message 321"; });
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0]->at("hidden"), "until-found");
  rig.send(TwinEvent::Reveal, hits[0], hits[0]->at("data-key"));
  rig.draw();
  Element* row = rig.dom.first("data-id", "321");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->at("data-found"), "true");
  const float y = rig.absolute(*row).y;
  EXPECT_GT(y, 0);
  EXPECT_LT(y, rig.height);
  rig.timers.advance(4000);
  rig.draw();
  EXPECT_EQ(rig.dom.first("data-found", "true"), nullptr);
}

TEST(MessageList, FollowsTheEndOnlyWhenThere) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 100; ++i) rig.say("Mina", "message " + at(i), at(i));
  rig.draw();
  const float end = rig.log()->scroll_top;
  rig.say("Mina", "one more", "x1");
  rig.draw();
  EXPECT_GT(rig.log()->scroll_top, end);

  rig.log()->scroll_top = 1000;
  rig.send(TwinEvent::Scroll, rig.log(), {}, 0, 1000);
  rig.draw();
  rig.say("Mina", "another", "x2");
  rig.dom.reset_counts();
  rig.draw();
  EXPECT_EQ(rig.dom.count(TwinOp::ScrollTop), 0);
  EXPECT_FLOAT_EQ(rig.log()->scroll_top, 1000);
}

TEST(MessageList, OpensAtTheFirstUnread) {
  ShellRig rig;
  rig.in_room();
  for (int i = 0; i < 300; ++i) rig.say("Mina", "message " + at(i), at(i));
  rig.draw();
  ASSERT_NE(rig.dom.first("data-id", "0"), nullptr);
  EXPECT_EQ(rig.dom.find([](const Element& e) { return e.text == "New"; }).size(), 1u);
  EXPECT_EQ(rig.sent<chat::MarkRead>(), 0);
  rig.click(rig.labelled("Jump to 300 new messages"));
  rig.draw();
  EXPECT_NE(rig.dom.first("data-id", "299"), nullptr);
  EXPECT_EQ(rig.sent<chat::MarkRead>(), 1);
}

TEST(MessageList, KeepsItsPlaceWhenHistoryComesInAbove) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 200; ++i) rig.say("Mina", "message " + at(i), at(i), 3600000 + i);
  rig.draw();
  rig.log()->scroll_top = 400;
  rig.send(TwinEvent::Scroll, rig.log(), {}, 0, 400);
  rig.draw();
  const auto row_at = [&](const std::string& id) {
    return rig.absolute(*rig.dom.first("data-id", id)).y;
  };
  const std::string watched = rig.articles()[rig.articles().size() / 2]->at("data-id");
  const float before = row_at(watched);

  xmpp::ArchivePageEvent page;
  page.archive = ShellRig::room();
  for (int i = 0; i < 50; ++i) {
    xmpp::MessageEvent e;
    e.via = xmpp::MessageVia::Archive;
    e.from = ShellRig::room().with_resource("Old");
    e.groupchat = true;
    e.body = "older " + at(i) + std::string(static_cast<size_t>(i * 9), 'x');
    e.id = e.stanza_id = "old" + at(i);
    e.stamp_ms = platform::FakeClock::kEpoch - 86400000 + i;
    page.messages.push_back(e);
  }
  page.first_id = "old0", page.last_id = "old49";
  rig.store.apply(page);
  ASSERT_EQ(rig.store.find(ShellRig::room())->messages.front().id, "old0");
  rig.draw();
  ASSERT_NE(rig.dom.first("data-id", watched), nullptr);
  EXPECT_NEAR(row_at(watched), before, 1.0);
}

TEST(MessageList, AsksForOlderOnceNearTheTop) {
  ShellRig rig;
  rig.in_room();
  for (int i = 0; i < 30; ++i) rig.say("Mina", "message " + at(i), at(i));
  rig.draw();
  EXPECT_EQ(rig.sent<chat::LoadOlder>(), 1);
  rig.draw();
  EXPECT_EQ(rig.sent<chat::LoadOlder>(), 1);
}

TEST(MessageList, HistoryOutOfViewIsFindableAndNeverTwice) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 450; ++i) rig.say("Mina", "needle" + at(i) + ".", at(i));
  rig.draw();
  rig.timers.advance(1000);
  rig.draw(100);
  for (const int i : {0, 57, 123, 300, 399, 449}) {
    const std::string text = "needle" + at(i) + ".";
    const auto hits = rig.dom.find([&](const Element& e) { return e.text == text; });
    EXPECT_EQ(hits.size(), 1u) << text;
  }
  // And again somewhere else, after scrolling.
  rig.log()->scroll_top = 2000;
  rig.send(TwinEvent::Scroll, rig.log(), {}, 0, 2000);
  rig.draw();
  rig.timers.advance(1000);
  rig.draw(100);
  for (int i = 0; i < 450; i += 7) {
    const std::string text = "needle" + at(i) + ".";
    const auto hits = rig.dom.find([&](const Element& e) { return e.text == text; });
    EXPECT_EQ(hits.size(), 1u) << text;
  }
  EXPECT_EQ(rig.draw(), 1) << "nothing left to do, no more frames";
}

TEST(MessageList, GroupsNameTheSenderOnce) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "one", "1");
  rig.say("Mina", "two", "2", 1000);
  rig.say("Bob", "three", "3", 2000);
  rig.say("Bob", "four", "4", 2000 + 6 * 60 * 1000);
  rig.draw();
  const auto names =
      rig.dom.find([](const Element& e) { return e.at("class").find("who") != std::string::npos; });
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0]->text, "Mina");
  EXPECT_EQ(names[1]->text, "Bob");
}

TEST(MessageList, AFloodCostsLittle) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  for (int i = 0; i < 50000; ++i) rig.say("user" + at(i % 40), "message number " + at(i), at(i));
  rig.draw();
  // 300 messages a second are 5 for a frame.
  using clock = confab::CpuClock;
  std::vector<double> ms;
  for (int frame = 0; frame < 120; ++frame) {
    for (int k = 0; k < 5; ++k)
      rig.say("user" + at(k), "more " + at(frame), "f" + at(frame * 5 + k));
    const auto start = clock::now();
    rig.shell.frame(800, 600, 1, nullptr);
    ms.push_back(std::chrono::duration<double, std::milli>(clock::now() - start).count());
  }
  std::sort(ms.begin(), ms.end());
  RecordProperty("median_us", static_cast<int>(ms[60] * 1000));
  EXPECT_LT(ms[60], 10) << "debug build on a busy machine; 2 ms are aimed at in a release build";
}

}  // namespace
}  // namespace confab::ui
