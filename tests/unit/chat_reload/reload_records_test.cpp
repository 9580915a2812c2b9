// SPDX-License-Identifier: MIT
// What stands in the records: damaged, of another version, or of use for a while only.
#include <gmock/gmock.h>

#include <random>

#include "base/json.h"
#include "reload_fixture.h"

namespace confab::chat {
namespace {

using testing::Contains;
using xmpp::SessionEvent;

TEST(Reload, WhateverStandsInTheStoreIsReadWithoutHarm) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.page->account.dispatch(PageHide{false});
  w.kill();
  const auto journal = w.journal.values, database = w.database.records;
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    Reload other;
    other.own_archive = w.own_archive;
    other.room_archive = w.room_archive;
    other.journal.values = journal;
    other.database.records = database;
    const auto damage = [&](std::string& text) {
      if (random() % 2 == 0 || text.empty()) return;
      switch (random() % 3) {
        case 0: text.resize(random() % text.size()); break;
        case 1: text[random() % text.size()] = static_cast<char>(random() % 128); break;
        default: text = "{\"v\":1,\"rooms\":[1,{}],\"msgs\":[{\"k\":9}]}"; break;
      }
    };
    for (auto& [key, value] : other.journal.values) damage(value);
    for (auto& [key, value] : other.database.records) damage(value);
    other.open();
    other.run(3000);
    EXPECT_EQ(other.page->client.session().state(), xmpp::SessionState::Online) << round;
  }
}

TEST(Reload, OfALaterVersionIsLeftAlone) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.kill();
  const std::string key = "alice@example.org\na";
  ASSERT_EQ(w.database.records.count(key), 1u);
  const std::string later = "{\"v\":3,\"own\":\"x\"}";
  w.database.records[key] = later;
  w.open();
  w.run(2000);
  EXPECT_THAT(w.troubles, Contains("storage-newer"));
  EXPECT_EQ(w.page->client.session().state(), xmpp::SessionState::Online);
  EXPECT_EQ(w.database.records[key], later);
}

// What version 1 wrote, word for word, with the page's own journal beside it.
TEST(Reload, OfTheFirstVersionIsGoneOnWith) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  w.kill();
  const std::string key = "alice@example.org\na";
  w.database.records[key] =
      "{\"v\":1,\"own\":\"alice1\",\"late\":\"alice0\",\"rooms\":{\"room@rooms.example.org\":"
      "\"room1\"}}";
  std::string& live = w.journal.values["live/alice@example.org"];
  ASSERT_EQ(live.find("{\"v\":2,"), 0u);
  live.replace(0, 6, "{\"v\":1");
  w.network.is_online = false;
  w.open();
  w.run(100);
  EXPECT_EQ(w.texts(w.bob, false), numbers("p", 1)) << "before the network";
  w.network.is_online = true;
  w.talk();
  w.settle();
  EXPECT_EQ(w.events.back(), SessionEvent::Resumed);
  w.check("version 1");
  const auto written = Json::parse(w.database.records[key]);
  ASSERT_TRUE(written.ok());
  EXPECT_EQ((*written)["v"].as_number(), 2);
  EXPECT_EQ((*written)["late"]["from"].as_string(), "alice0");
}

// Where to look once more is forgotten after a while, however many pages that was.
TEST(Reload, WhereToLookOnceMoreGrowsOld) {
  Reload w;
  w.start();
  w.talk();
  w.settle();
  const std::string key = "alice@example.org\na";
  const auto from = [&] {
    const auto kept = Json::parse(w.database.records[key]);
    return kept ? (*kept)["late"]["from"].as_string() : "";
  };
  std::string first;
  for (int page = 0; page < 60; ++page) {
    w.kill();
    w.server.forget_sessions = true;  // each page loses the session of the one before
    w.open();
    w.run(15000, 20);
    w.talk();
    w.run(1000, 20);
    if (page == 0) first = from();
    if (page == 30) {
      EXPECT_EQ(from(), first) << "after 8 minutes";
    }
  }
  ASSERT_NE(first, "");
  EXPECT_NE(from(), first) << "after 16";
}

}  // namespace
}  // namespace confab::chat
