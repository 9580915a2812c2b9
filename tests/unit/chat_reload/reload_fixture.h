// SPDX-License-Identifier: MIT
// Reload: somebody who talks with Bob and in his room while their pages come and go; everything
// said has its number, so that what is lost or doubled is seen.
#pragma once

#include <gmock/gmock.h>

#include "reload_world.h"

namespace confab::chat {

inline std::vector<std::string> numbers(const std::string& prefix, int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

struct Reload : ReloadWorld {
  int said = 0;
  void start() {
    open();
    run(60);
    join();
    run(4000, 4);
  }
  void talk() {
    const std::string n = std::to_string(said++);
    page->account.dispatch(Send{bob, "a" + n});
    room_says("q" + n);
    bob_says("p" + n);
    page->account.dispatch(Send{room, "r" + n});
  }
  void settle() { run(24000, 20); }
  void check(const std::string& where) {
    EXPECT_EQ(bob_got, numbers("a", said)) << where;
    EXPECT_EQ(room_got, numbers("r", said)) << where;
    EXPECT_EQ(texts(bob, true), numbers("a", said)) << where;
    EXPECT_EQ(texts(bob, false), numbers("p", said)) << where;
    EXPECT_EQ(texts(room, true), numbers("r", said)) << where;
    EXPECT_EQ(texts(room, false), numbers("q", said)) << where;
    EXPECT_EQ(page->account.outbox_size(), 0u) << where;
    for (const Jid& jid : {bob, room})
      if (const Conversation* c = page->store.find(jid)) {
        for (const Message& m : c->messages) {
          const bool sent = !m.own || m.kind != EntryKind::Text || m.state == MessageState::Sent;
          EXPECT_TRUE(sent) << where << " " << m.body;
        }
      }
    EXPECT_THAT(troubles, testing::IsEmpty()) << where;
  }
};

}  // namespace confab::chat
