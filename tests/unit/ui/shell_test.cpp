// SPDX-License-Identifier: MIT
// Screens and controls through the twin: login, sending, menus, Escape, panes, direction, idleness.
#include <cmath>
#include <string>

#include "shell_rig.h"

namespace confab::ui {
namespace {

using platform::TwinEvent;
using platform::TwinTag;

Element* composer(ShellRig& rig) { return rig.dom.first("name", "message"); }

TEST(Shell, LoginFormChecksBeforeItAsks) {
  ShellRig rig;
  rig.draw();
  Element* form = rig.dom.first("name", "login");
  ASSERT_NE(form, nullptr);
  EXPECT_EQ(form->tag, TwinTag::Form);
  EXPECT_EQ(rig.dom.first("name", "jid")->at("autocomplete"), "username");
  EXPECT_EQ(rig.dom.first("name", "password")->at("autocomplete"), "current-password");
  rig.send(TwinEvent::Input, rig.dom.first("name", "jid"), "nonsense");
  rig.send(TwinEvent::Submit, form);
  rig.draw();
  EXPECT_TRUE(rig.signed_in.empty());
  EXPECT_EQ(rig.dom.first("name", "jid")->at("aria-invalid"), "true");
  rig.send(TwinEvent::Input, rig.dom.first("name", "jid"), "me@here.example");
  rig.send(TwinEvent::Input, rig.dom.first("name", "password"), "secret");
  rig.send(TwinEvent::Submit, rig.dom.first("name", "login"));
  EXPECT_EQ(rig.signed_in, "me@here.example");
  EXPECT_EQ(rig.password, "secret");
  rig.shell.sign_in_failed("auth-failed");
  rig.draw();
  EXPECT_FALSE(rig.dom.find([](const Element& e) { return e.at("role") == "alert"; }).empty());
}

// Online and signed out again between two frames, or called off before: nothing is drawn in
// between.
TEST(Shell, TheFormIsFreeAfterASessionThatNoFrameSaw) {
  for (const bool reaches : {true, false}) {
    ShellRig rig;
    rig.draw();
    rig.shell.signing_in();
    rig.draw();
    EXPECT_EQ(rig.dom.first("name", "login")->at("aria-busy"), "true");
    if (reaches) rig.online();
    xmpp::StreamFailure closed;
    closed.code = "closed";
    rig.store.set_connection(xmpp::SessionState::Closed, closed);
    rig.draw();
    ASSERT_NE(rig.dom.first("name", "login"), nullptr);
    EXPECT_EQ(rig.dom.first("name", "login")->at("aria-busy"), "false");
  }
}

TEST(Shell, GuestsGetAButtonInsteadOfAForm) {
  ShellOptions o;
  o.anonymous = true, o.login_form = false;
  ShellRig rig(o);
  rig.draw();
  EXPECT_EQ(rig.dom.first("name", "login"), nullptr);
  EXPECT_NE(rig.text_button("Chat as guest"), nullptr);
}

TEST(Shell, EnterSendsOnceAndEmptiesTheComposer) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  ASSERT_NE(composer(rig), nullptr);
  rig.click(rig.dom.first("name", "send"));
  EXPECT_EQ(rig.sent<chat::Send>(), 0);
  composer(rig)->value = "Hello";
  rig.send(TwinEvent::Input, composer(rig), "Hello");
  rig.draw();
  rig.send(TwinEvent::Enter, composer(rig), "Hello");
  rig.draw();
  ASSERT_EQ(rig.sent<chat::Send>(), 1);
  EXPECT_EQ(composer(rig)->value, "");
  rig.send(TwinEvent::Enter, composer(rig), "  ");
  EXPECT_EQ(rig.sent<chat::Send>(), 1);
}

TEST(Shell, TheComposerGrowsToSixLines) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  const float one = composer(rig)->h;
  EXPECT_EQ(one, 40);
  rig.send(TwinEvent::Input, composer(rig), "a\nb\nc");
  rig.draw();
  EXPECT_EQ(composer(rig)->h, one + 42);
  rig.send(TwinEvent::Input, composer(rig), "a\nb\nc\nd\ne\nf\ng\nh");
  rig.draw();
  EXPECT_EQ(composer(rig)->h, one + 5 * 21);
}

TEST(Shell, DraftsStayWithTheirConversation) {
  ShellRig rig;
  rig.in_room();
  const auto bob = *chat::Jid::parse("bob@here.example");
  rig.store.open(bob, chat::ConversationKind::Direct);
  rig.draw();
  rig.send(TwinEvent::Input, composer(rig), "half a thought");
  rig.shell.open_conversation(bob);
  rig.draw();
  EXPECT_EQ(composer(rig)->value, "");
  rig.shell.open_conversation(ShellRig::room());
  rig.draw();
}

TEST(Shell, TheMessageMenuCopiesAndReplies) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "copy me", "1");
  rig.draw();
  rig.send(TwinEvent::Context, rig.articles()[0], {}, 200, 200);
  rig.draw();
  ASSERT_NE(rig.dom.first("role", "menu"), nullptr);
  EXPECT_FALSE(rig.dom.find([](const Element& e) { return e.attrs.count("inert") > 0; }).empty());
  rig.click(rig.text_button("Copy text"));
  rig.draw();
  EXPECT_EQ(rig.host.copied, "copy me");
  EXPECT_EQ(rig.dom.first("role", "menu"), nullptr);
  rig.send(TwinEvent::Context, rig.articles()[0], {}, 200, 200);
  rig.draw();
  rig.click(rig.text_button("Reply"));
  rig.draw();
  rig.send(TwinEvent::Enter, composer(rig), "yes");
  ASSERT_EQ(rig.sent<chat::Send>(), 1);
  for (const auto& c : rig.commands)
    if (const auto* s = std::get_if<chat::Send>(&c)) {
      EXPECT_EQ(s->body, "> copy me\nyes");
    }
}

TEST(Shell, WhatComesUpFadesInAndThenRests) {
  for (const bool still : {true, false}) {
    ShellRig rig;
    rig.in_room();
    rig.say("Mina", "hello", "1");
    rig.draw();
    rig.env.reduced_motion = still;
    rig.shell.set_environment(rig.env);
    rig.draw();
    int moving = 0;
    const auto frames = [&] {
      moving = 0;
      for (int ms = 0; ms < 400; ms += 10, rig.timers.advance(10))
        moving += rig.shell.frame(rig.width, rig.height, 1, nullptr);
      return moving;
    };
    frames();
    rig.send(TwinEvent::Context, rig.articles()[0], {}, 200, 200);
    EXPECT_EQ(frames() >= 12, !still) << moving << " frames of 10 ms: a menu";
    EXPECT_LE(moving, still ? 2 : 16);
    rig.click(rig.text_button("Copy text"));
    EXPECT_EQ(frames() >= 12, !still) << moving << " frames of 10 ms: a toast";
    EXPECT_LE(moving, still ? 2 : 30);
    EXPECT_EQ(rig.draw(), 1) << "rests";
  }
}

TEST(Shell, WhatIsTypedStaysToBeReadBesideAMenu) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "hello", "1");
  rig.draw();
  rig.send(TwinEvent::Input, composer(rig), "half a thought");
  rig.draw();
  EXPECT_EQ(composer(rig)->at("style"), "");
  const auto field = rig.absolute(*composer(rig));
  rig.send(TwinEvent::Context, rig.articles()[0], {}, field.x + 20, field.y - 60);
  rig.draw();
  const auto menu = rig.absolute(*rig.dom.first("role", "menu"));
  ASSERT_GT(menu.y + menu.h, field.y);  // they overlap
  const std::string px = std::to_string(std::lround(menu.x - field.x)) + "px ";
  EXPECT_NE(composer(rig)->at("style").find("clip-path:polygon(evenodd"), std::string::npos);
  EXPECT_NE(composer(rig)->at("style").find("," + px), std::string::npos);
  rig.shell.on_twin(TwinEvent::Escape, 0, {}, 0, 0, 0);
  rig.draw();
  EXPECT_EQ(composer(rig)->attrs.count("style"), 0u);
}

TEST(Shell, EscapeClosesTheTopmostThenTheWindow) {
  ShellRig rig;
  rig.env.closable = true;
  rig.shell.set_environment(rig.env);
  rig.in_room();
  rig.say("Mina", "hi", "1");
  rig.draw();
  rig.send(TwinEvent::Context, rig.articles()[0], {}, 200, 200);
  rig.draw();
  rig.shell.on_twin(TwinEvent::Escape, 0, "", 0, 0, 0);
  rig.draw();
  EXPECT_EQ(rig.dom.first("role", "menu"), nullptr);
  EXPECT_EQ(rig.host.closed, 0);
  rig.shell.on_twin(TwinEvent::Escape, 0, "", 0, 0, 0);
  EXPECT_EQ(rig.host.closed, 1);
}

TEST(Shell, AnEmptyNarrowListSaysHowToBegin) {
  ShellRig rig;
  rig.width = 320;
  rig.online();
  rig.draw();
  rig.click(rig.text_button("New chat"));
  rig.draw();
  EXPECT_NE(rig.dom.first("name", "address"), nullptr);
  ShellOptions rooms_only;
  rooms_only.allow_contacts = false;
  ShellRig other(rooms_only);
  other.width = 320;
  other.online();
  other.draw();
  EXPECT_EQ(other.text_button("New chat"), nullptr);
  other.click(other.text_button("Join a room"));
  other.draw();
  EXPECT_NE(other.dom.first("name", "room"), nullptr);
}

TEST(Shell, ThePreviewIsWhatWasSaidAndNotWhatWasQuoted) {
  ShellRig rig;
  rig.in_room();
  const auto shows = [&rig](std::string_view text) {
    rig.draw();
    return !rig.dom.find([&](const Element& e) { return e.text == text; }).empty();
  };
  rig.say("Mina", "> bring cups\n> please\nAnd sugar.", "a");
  EXPECT_TRUE(shows("Mina: And sugar."));
  rig.say("Mina", "> nothing of her own", "b");
  EXPECT_TRUE(shows("Mina: > nothing of her own"));
}

TEST(Shell, PanesFollowTheWidth) {
  ShellRig rig;
  rig.in_room();
  const auto has = [&](const char* part) { return rig.dom.first("data-part", part) != nullptr; };
  rig.width = 1200;
  rig.draw();
  EXPECT_TRUE(has("conversations") && has("participants") && composer(rig));
  rig.width = 800;
  rig.draw();
  EXPECT_TRUE(has("conversations") && !has("participants") && composer(rig));
  rig.width = 360;
  rig.draw();
  EXPECT_TRUE(!has("conversations") && composer(rig));
  rig.click(rig.labelled("Back"));
  rig.draw();
  EXPECT_TRUE(has("conversations") && !composer(rig));
}

TEST(Shell, WhatThePageBeforeHadOnScreenIsChosen) {
  for (const float width : {360.0f, 800.0f}) {
    ShellRig rig;
    rig.width = width;
    rig.online();
    const chat::Jid other = *chat::Jid::parse("annex@rooms.example");
    rig.store.open(ShellRig::room(), chat::ConversationKind::Room);
    rig.store.open(other, chat::ConversationKind::Room);
    rig.store.set_shown(other);
    rig.draw();
    ASSERT_NE(rig.log(), nullptr) << width;
    EXPECT_EQ(rig.log()->at("data-jid"), other.str());
    EXPECT_EQ(rig.sent<chat::Show>(), 1);
    rig.shell.open_conversation(ShellRig::room());
    rig.draw();
    EXPECT_EQ(std::get<chat::Show>(rig.commands.back()).jid, ShellRig::room());
  }
}

TEST(Shell, RightToLeftMirrorsTheBoxes) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  const auto left = rig.absolute(*rig.dom.first("name", "send"));
  rig.env.rtl = true;
  rig.shell.set_environment(rig.env);
  rig.draw();
  const auto right = rig.absolute(*rig.dom.first("name", "send"));
  EXPECT_NEAR(right.x, rig.width - left.x - left.w, 0.1);
}

TEST(Shell, NothingMovesNothingDraws) {
  ShellRig rig;
  rig.in_room();
  rig.say("Mina", "hi", "1");
  rig.draw();
  rig.timers.advance(30000);
  rig.draw();
  rig.dom.reset_counts();
  EXPECT_EQ(rig.draw(), 1);
  EXPECT_EQ(rig.dom.patches, 0);
  rig.frames.requests = 0;
  rig.timers.advance(30000);
  EXPECT_EQ(rig.frames.requests, 0);
}

// A frame that takes long (every new time costs it 20 ms here).
TEST(Shell, ALongFrameLeavesItsTwinToTheNextTask) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  rig.timers.advance(1000);
  rig.host.on_time = [&] { rig.clock.pass(20); };
  rig.say("Ann", "Hello", "1");
  rig.shell.frame(rig.width, rig.height, 1, nullptr);
  EXPECT_EQ(rig.articles().size(), 0u);
  rig.timers.run_due();
  EXPECT_EQ(rig.articles().size(), 1u);
  // What comes from the page meets the twin of the last frame, and the next frame comes after it.
  rig.say("Ann", "Are you there?", "2", 60000);
  rig.shell.frame(rig.width, rig.height, 1, nullptr);
  EXPECT_EQ(rig.articles().size(), 1u);
  rig.send(TwinEvent::Input, composer(rig), "Yes");
  EXPECT_EQ(rig.articles().size(), 2u);
  rig.say("Ann", "Well?", "3", 120000);
  rig.shell.frame(rig.width, rig.height, 1, nullptr);
  EXPECT_EQ(rig.articles().size(), 2u);
  rig.shell.frame(rig.width, rig.height, 1, nullptr);
  EXPECT_EQ(rig.articles().size(), 3u);
  EXPECT_LT(rig.draw(), 5);  // and it ends
}

// Who scrolls has the say over the place: no twin of an earlier moment comes in between.
TEST(Shell, ALongFrameUnderSomebodyWhoScrollsShowsItsTwinAtOnce) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  rig.timers.advance(1000);
  rig.host.on_time = [&] { rig.clock.pass(20); };
  rig.send(TwinEvent::Scroll, rig.log(), {}, 0, 0);
  rig.say("Ann", "Hello", "1");
  rig.shell.frame(rig.width, rig.height, 1, nullptr);
  EXPECT_EQ(rig.articles().size(), 1u);
}

TEST(Shell, ANewMessageIsAnnouncedOnceAndAFloodAsANumber) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  rig.say("Mina", "hello there", "1");
  rig.draw();
  ASSERT_EQ(rig.dom.announced.size(), 1u);
  EXPECT_EQ(rig.dom.announced[0], "Mina: hello there");
  for (int i = 0; i < 40; ++i) rig.say("Mina", "x", "f" + std::to_string(i));
  rig.draw();
  ASSERT_EQ(rig.dom.announced.size(), 2u);
  EXPECT_EQ(rig.dom.announced[1], "40 new messages");
}

TEST(Shell, HoverChangesAreReportedOnlyWhenSomethingChanges) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  const auto b = rig.absolute(*rig.labelled("More actions"));
  EXPECT_TRUE(rig.shell.on_pointer(0, b.x + 4, b.y + 4, 0));
  EXPECT_FALSE(rig.shell.on_pointer(0, b.x + 6, b.y + 6, 0));
  EXPECT_TRUE(rig.shell.on_pointer(1, b.x + 6, b.y + 6, 1));
  EXPECT_TRUE(rig.shell.on_pointer(3, 0, 0, 0));
}

TEST(Shell, TheBannerCountsDownOnlyWhileItShows) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  xmpp::StreamFailure lost;
  lost.code = "lost", lost.retry_in_ms = 4000;
  rig.store.set_connection(xmpp::SessionState::Waiting, lost);
  rig.draw();
  Element* status = rig.dom.first("data-part", "connection");
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(status->at("role"), "status");
  EXPECT_NE(status->content().find("Reconnecting in 4 s."), std::string::npos) << status->content();
  rig.frames.requests = 0;
  rig.timers.advance(1000);
  EXPECT_GE(rig.frames.requests, 1);
  rig.draw();
  EXPECT_NE(rig.dom.first("data-part", "connection")->content().find("in 3 s."), std::string::npos);
}

TEST(Shell, OneHeadingAndUniqueNames) {
  for (const float width : {360.0f, 800.0f, 1200.0f}) {
    ShellRig rig;
    rig.width = width;
    rig.in_room();
    rig.draw();
    EXPECT_EQ(rig.dom.find([](const Element& e) { return e.tag == TwinTag::H2; }).size(), 1u)
        << width;
  }
}

}  // namespace
}  // namespace confab::ui
