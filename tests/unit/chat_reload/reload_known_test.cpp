// SPDX-License-Identifier: MIT
// What pages keep beside conversations: what the server can do; and when keeping begins, where it
// was not allowed at first.
#include <gmock/gmock.h>

#include <algorithm>

#include "reload_world.h"
#include "xmpp/modules/xep0115_caps/caps.h"

namespace confab::chat {
namespace {

using xmpp::SessionEvent;

struct Known : ReloadWorld {
  Known() {
    xml::Element answer("query");
    for (const char* feature : {xmpp::ns::kMam, xmpp::ns::kSid})
      answer.add("feature").set_attr("var", feature);
    bool sound = false;
    server.caps = xmpp::caps_ver(answer, sound);
  }
  void start() {
    open();
    run(60);
    join();
    run(4000, 4);
  }
  void again() {
    kill();
    open();
    run(4000, 4);
  }
  // How often the server was asked what it can do.
  auto asked() const {
    return std::count_if(server.stanzas.begin(), server.stanzas.end(), [](const auto& e) {
      return e.attr("to") == "example.org" && e.child("query", xmpp::ns::kDiscoInfo);
    });
  }
};

// Which the hash beside the stream's features stands for (XEP-0115).
TEST(ReloadKnown, WhatTheServerCanDoIsAskedOnce) {
  Known w;
  w.start();
  EXPECT_EQ(w.asked(), 1);
  w.again();
  EXPECT_EQ(w.events.back(), SessionEvent::Resumed);
  w.server.forget_sessions = true;
  for (const bool trusted : {true, false}) {
    if (!trusted) w.journal.values.clear();  // another tab, whose visitor is not believed yet
    w.trusted = trusted;
    w.again();
    EXPECT_EQ(w.events.back(), SessionEvent::Bound);
    EXPECT_EQ(w.asked(), 1);
  }
  w.server.caps += "2";
  w.again();
  EXPECT_EQ(w.asked(), 2);
}

TEST(ReloadKnown, GoesWithTheRest) {
  Known w;
  w.start();
  const auto kept = [&] {
    return std::count_if(w.database.records.begin(), w.database.records.end(),
                         [](const auto& r) { return r.first.ends_with("\nh"); });
  };
  EXPECT_EQ(kept(), 1);
  w.page->account.dispatch(CancelAccount{});
  w.run(1000);
  EXPECT_EQ(kept(), 0);
}

// Consent that comes late, or a lock that another page had.
TEST(ReloadKnown, WhatCouldNotBeKeptIsAsSoonAsItMay) {
  Known w;
  w.database.outcome = platform::Database::Outcome::Off;
  w.journal.refuse = true;
  w.start();
  w.bob_says("look");
  w.run(1000);
  w.page->account.dispatch(Show{w.bob});
  w.run(2000);
  EXPECT_TRUE(w.journal.values.empty());
  w.database.outcome = platform::Database::Outcome::Done;
  w.journal.refuse = false;
  w.page->account.dispatch(MayKeep{});
  w.run(1000);
  EXPECT_GT(w.database.records.size(), 2u);
  w.again();
  EXPECT_EQ(w.events.back(), SessionEvent::Resumed);
  EXPECT_EQ(w.page->store.shown(), w.bob);
  EXPECT_EQ(w.texts(w.bob, false), std::vector<std::string>{"look"});
  EXPECT_EQ(w.joins, 1);
}

}  // namespace
}  // namespace confab::chat
