// SPDX-License-Identifier: MIT
// Strings, plural forms, initials, and the contrast of every colour text is drawn in.
#include <gtest/gtest.h>

#include "chat/info.h"
#include "chat/model.h"
#include "ui/avatar.h"
#include "ui/body_cache.h"
#include "ui/strings.h"
#include "ui/theme.h"

namespace confab::ui {
namespace {

TEST(Strings, ArgumentsAndPlurals) {
  Strings s;
  EXPECT_EQ(s(Str::is_typing, "Mina"), "Mina is typing…");
  EXPECT_EQ(s(Str::announce_message, "{1}", "hi"), "{1}: hi");
  EXPECT_EQ(s.count(Str::unread, 1), "1 unread message");
  EXPECT_EQ(s.count(Str::unread, 5), "5 unread messages");
}

// A full stop has no direction of its own: it goes with the text it belongs to.
TEST(Strings, WhatRunsAgainstTheSentenceIsIsolated) {
  Strings s;
  EXPECT_EQ(s(Str::you_said, "שלום."), "You: \u2068שלום.\u2069");
  EXPECT_EQ(s(Str::announce_message, "Mina", "שלום."), "Mina: \u2068שלום.\u2069");
  EXPECT_EQ(s(Str::announce_message, "דנה", "Hello."), "דנה: \u2068Hello.\u2069");
  s.set({{"you_said", "أنت: {0}"}, {"unread", "{0} رسائل"}});
  EXPECT_EQ(s(Str::you_said, "Of course."), "أنت: \u2068Of course.\u2069");
  EXPECT_EQ(s(Str::you_said, "سلام."), "أنت: سلام.");
  EXPECT_EQ(s.count(Str::unread, 5), "5 رسائل");
}

TEST(Strings, ALocaleReplacesAndTheRestStaysEnglish) {
  Strings s;
  s.set_language("ru");
  s.set({{"send", "Отправить"},
         {"unread", "one:{0} новое|few:{0} новых|many:{0} новых!|other:{0} нового"},
         {"nonsense", "x"}});
  EXPECT_EQ(s(Str::send), "Отправить");
  EXPECT_EQ(s(Str::cancel), "Cancel");
  EXPECT_EQ(s.count(Str::unread, 21), "21 новое");
  EXPECT_EQ(s.count(Str::unread, 3), "3 новых");
  EXPECT_EQ(s.count(Str::unread, 11), "11 новых!");
}

TEST(Strings, PluralCategories) {
  EXPECT_EQ(plural_category("ar", 0), "zero");
  EXPECT_EQ(plural_category("ar", 2), "two");
  EXPECT_EQ(plural_category("ar", 105), "few");
  EXPECT_EQ(plural_category("ar", 111), "many");
  EXPECT_EQ(plural_category("ar", 100), "other");
  EXPECT_EQ(plural_category("zh-CN", 1), "other");
  EXPECT_EQ(plural_category("fr", 0), "one");
  EXPECT_EQ(plural_category("he", 2), "two");
  EXPECT_EQ(plural_category("pl", 22), "few");
  EXPECT_EQ(plural_category("de", 0), "other");
}

TEST(Info, IsWorded) {
  Strings s;
  EXPECT_EQ(info_sentence(s, chat::make_info("joined", {"Ann", "Bob"})), "Ann, Bob came in");
  EXPECT_EQ(info_sentence(s, chat::make_info("kicked", {"Ann", "Bob", "spam"})),
            "Ann was removed (spam)");
  EXPECT_EQ(info_sentence(s, chat::make_info("renamed", {"Ann", "Anna"})), "Ann is now Anna");
}

TEST(Avatar, Initials) {
  EXPECT_EQ(initials("Bob Keller"), "BK");
  EXPECT_EQ(initials("alice"), "AL");
  EXPECT_EQ(initials("guest.seven@example.org"), "GS");
  EXPECT_EQ(initials("木村 さくら"), "木");
  EXPECT_EQ(initials("دانا رحیمی"), "د");
  EXPECT_EQ(initials("élan vital"), "éV");
  EXPECT_EQ(initials(" \xe2\x80\xae "), "?");
  EXPECT_EQ(initials(""), "?");
}

TEST(Theme, TextHasContrastOnItsSurfaces) {
  for (const bool dark : {false, true}) {
    for (const bool strong : {false, true}) {
      const Theme& t = theme_of(dark, strong);
      for (const Color ground : {t.bg, t.panel, t.raise, t.own, t.other, t.hover}) {
        EXPECT_GE(contrast_ratio(t.text, ground), strong ? 7 : 4.5)
            << dark << strong << std::hex << ground;
        EXPECT_GE(contrast_ratio(t.dim, ground), 4.5) << dark << strong << std::hex << ground;
      }
      EXPECT_GE(contrast_ratio(t.on_accent, t.accent), 4.5);
      EXPECT_GE(contrast_ratio(t.accent, t.bg), 4.5);
      EXPECT_GE(contrast_ratio(t.bad, t.bg), 4.5);
      EXPECT_GE(contrast_ratio(t.warn, over(fade(t.warn, 0.14f), t.bg)), dark ? 4.5 : 4.2);
    }
  }
}

TEST(Theme, EveryHuePasses) {
  for (int hue = 0; hue < 360; hue += 3) {
    for (const bool dark : {false, true}) {
      const Color ground = theme_of(dark, false).bg;
      EXPECT_GE(contrast_ratio(hue_text(hue, ground), ground), 4.5) << hue << dark;
    }
    EXPECT_GE(contrast_ratio(0xffffffff, hue_fill(hue)), 4.5) << hue;
  }
}

}  // namespace
}  // namespace confab::ui
