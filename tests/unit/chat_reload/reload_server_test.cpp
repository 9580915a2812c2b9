// SPDX-License-Identifier: MIT
// A server that dies, and forgets the session, while it has messages in hand.
#include <gtest/gtest.h>

#include "reload_world.h"

namespace confab::chat {
namespace {

struct Dying : ReloadWorld {
  void start() {
    open();
    run(60);
    join();
    run(4000, 4);
  }
  // The stream ends: with the page, which is loaded again, or without.
  void cut(bool reloaded) {
    if (!reloaded) return server.drop();
    kill();
    open();
  }
  void settle() { run(24000, 20); }
};

// Its archive has it for us; whether it got as far as the other's, only the server knew.
TEST(ReloadServer, WhatAServerTookBeforeItDiedIsSentAgainUnderItsId) {
  for (const bool died : {false, true})
    for (const bool reloaded : {false, true}) {
      SCOPED_TRACE(std::to_string(died) + std::to_string(reloaded));
      Dying w;
      w.start();
      w.server.answer_requests = false;
      w.page->account.dispatch(Send{w.bob, "taken"});
      w.page->account.dispatch(Send{w.room, "in the room"});
      w.run(40);
      ASSERT_EQ(w.bob_got.size(), 1u);
      w.server.forget_sessions = true;
      w.server.tell_h_on_failed_resume = !died;
      w.server.answer_requests = true;
      w.cut(reloaded);
      w.page->account.dispatch(Send{w.bob, "after"});
      w.settle();
      EXPECT_EQ(w.bob_got, died ? (std::vector<std::string>{"taken", "taken", "after"})
                                : (std::vector<std::string>{"taken", "after"}));
      EXPECT_EQ(w.room_got, std::vector<std::string>{"in the room"});
      const auto id = [&](size_t n) { return w.own_archive[n].attr("id"); };
      EXPECT_EQ(id(0) == id(1), died);
      EXPECT_EQ(w.texts(w.bob, true), (std::vector<std::string>{"taken", "after"}));
      EXPECT_EQ(w.page->account.outbox_size(), 0u);
    }
}

// It is killed after <enable/>, and nobody will ever know how far it had come: what was typed
// before that and since goes out once more, each under its id.
TEST(ReloadServer, WhatAServerTookBeforeItSaidThatItKeepsTheSessionIsSentAgain) {
  Dying w;
  w.start();
  w.server.drop();
  w.page->account.dispatch(Send{w.bob, "before"});
  w.server.forget_sessions = true;
  w.server.answer_enable = false;
  w.run(4000);
  w.page->account.dispatch(Send{w.bob, "since"});
  w.run(100);
  ASSERT_EQ(w.bob_got, (std::vector<std::string>{"before", "since"}));
  w.server.answer_enable = true;
  w.server.drop();
  w.page->account.dispatch(Send{w.bob, "after"});
  w.settle();
  EXPECT_EQ(w.bob_got, (std::vector<std::string>{"before", "since", "before", "since", "after"}));
  for (const size_t n : {0u, 1u})
    EXPECT_EQ(w.own_archive[n].attr("id"), w.own_archive[n + 2].attr("id"));
  EXPECT_EQ(w.texts(w.bob, true), (std::vector<std::string>{"before", "since", "after"}));
  EXPECT_EQ(w.page->account.outbox_size(), 0u);
}

// ejabberd's process of a session hangs over its dead socket until a login wants to resume, however
// late: what had come for it is filed only then. So it does when another page takes its place.
TEST(ReloadServer, WhatALoginSetFreeOfTheSessionBeforeIsLookedFor) {
  for (const bool resumes : {true, false}) {
    SCOPED_TRACE(resumes);
    Dying w;
    w.start();
    w.bob_says("one");
    w.run(3000, 4);
    if (resumes) {
      w.network.is_online = false;
      w.server.drop();
      w.run(60000, 20);
      w.server.forget_sessions = true;
      w.server.tell_h_on_failed_resume = false;
      w.network.is_online = true;
      w.page->account.dispatch(RetryNow{});
    } else {
      w.kill();
      w.journal.values.clear();
      w.open();
    }
    w.run(4000, 4);
    ASSERT_EQ(w.texts(w.bob, false), (std::vector<std::string>{"one"}));
    xml::Element late = w.own_archive.back();
    late.set_attr("id", "late");
    late.remove_children("body", xmpp::ns::kClient);
    late.remove_children("stanza-id", xmpp::ns::kSid);
    late.add("body").set_text("filed late");
    late.add("stanza-id", xmpp::ns::kSid).set_attr("by", w.me.str()).set_attr("id", "alice-late");
    w.own_archive.push_back(late);
    w.settle();
    EXPECT_EQ(w.texts(w.bob, false), (std::vector<std::string>{"one", "filed late"}));
  }
}

// It says that it has a message, and passes it on a moment later: unless it dies in between.
TEST(ReloadServer, WhatAServerHadJustConfirmedWhenItDiedIsSentAgain) {
  enum class Then { Nothing, Receipt, Later, Alive };
  for (const Then then : {Then::Nothing, Then::Receipt, Then::Later, Then::Alive})
    for (const bool reloaded : {false, true}) {
      SCOPED_TRACE(std::to_string(static_cast<int>(then)) + std::to_string(reloaded));
      Dying w;
      w.start();
      w.page->account.dispatch(Send{w.bob, "one"});
      w.page->account.dispatch(Send{w.bob, "two"});
      w.run(500);
      ASSERT_EQ(w.page->account.outbox_size(), 0u);
      if (then == Then::Receipt) {
        xml::Element receipt("message", xmpp::ns::kClient);
        receipt.set_attr("from", "bob@example.org/pda").set_attr("id", "r");
        receipt.add("received", xmpp::ns::kReceipts)
            .set_attr("id", w.own_archive.back().attr("id"));
        w.server.deliver(receipt);
      }
      w.run(then == Then::Later ? 6000 : 500);
      if (then == Then::Alive) {  // it goes on, and dies much later
        w.server.drop();
        w.run(3000);
      }
      w.server.forget_sessions = true;
      w.server.tell_h_on_failed_resume = false;
      w.cut(reloaded);
      w.page->account.dispatch(Send{w.bob, "three"});
      w.settle();
      std::vector<std::string> expected{"one", "two"};
      if (then == Then::Nothing || then == Then::Receipt) expected.push_back("one");
      if (then == Then::Nothing) expected.push_back("two");
      expected.push_back("three");
      EXPECT_EQ(w.bob_got, expected);
      EXPECT_EQ(w.texts(w.bob, true), (std::vector<std::string>{"one", "two", "three"}));
      EXPECT_EQ(w.page->account.outbox_size(), 0u);
      for (const Message& m : w.page->store.find(w.bob)->messages) {
        const bool sent = m.kind != EntryKind::Text || m.state >= MessageState::Sent;
        EXPECT_TRUE(sent) << m.body;
      }
    }
}

}  // namespace
}  // namespace confab::chat
