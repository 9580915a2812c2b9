// SPDX-License-Identifier: MIT
// Names that show nothing, turn directions, or look like others; and names that are simply foreign.
#include "base/names.h"

#include <gtest/gtest.h>

namespace confab::names {
namespace {

TEST(Names, WhatShowsNothingIsNotVisible) {
  for (const char* name : {"", " ", "\u200B", "\u2060\uFEFF", "\u3164", "\u2800\u00A0",
                           "\u202E\u202C", "\u00AD", "\U000E0041", "\u115F"})
    EXPECT_FALSE(visible(name)) << name;
  for (const char* name : {"a", "\u200B.", "木村", "👩‍🔧", "دانا"})
    EXPECT_TRUE(visible(name)) << name;
}

TEST(Names, HiddenCharactersAreMarkedAndNeededOnesStay) {
  EXPECT_EQ(shown("Mina"), "Mina");
  EXPECT_EQ(shown("Mi\u200Bna"), "Mi□na");
  EXPECT_EQ(shown("\u202EaniM"), "□aniM");
  EXPECT_EQ(shown("\u200B"), "□");
  EXPECT_EQ(shown(" \u3164"), "□□");
  EXPECT_EQ(shown("Mi\u200Dna"), "Mi□na");  // joins nothing
  for (const char* name : {"👩‍🔧", "می‌خواهم", "☎️", "1️⃣",
                           "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Ann Lee", "क्‍ष", "José"})
    EXPECT_EQ(shown(name), name);
}

TEST(Names, LookalikesHaveOneSkeleton) {
  const auto alike = [](const char* a, const char* b) { return skeleton(a) == skeleton(b); };
  EXPECT_TRUE(alike("Mina", "Міna"));  // Cyrillic
  EXPECT_TRUE(alike("Mina", "Mi\u200Bna"));
  EXPECT_TRUE(alike("Mina", "Mina "));
  EXPECT_TRUE(alike("admin", "аdmin"));
  EXPECT_TRUE(alike("Bill", "BiIl"));
  EXPECT_TRUE(alike("Bob0", "ΒobO"));  // Greek
  EXPECT_TRUE(alike("Mina", "Ｍｉｎａ"));
  EXPECT_FALSE(alike("Mina", "Nina"));
  EXPECT_FALSE(alike("Mina", "mina"));
  EXPECT_FALSE(alike("木村", "木林"));
  EXPECT_FALSE(alike("Olga", "Ольга"));
}

}  // namespace
}  // namespace confab::names
