// SPDX-License-Identifier: MIT
// A tab begins while the leader does something else: what it says then keeps its order, and is said
// once.
#include <gtest/gtest.h>

#include <functional>

#include "unit/chat_tabs/tab_rig.h"
#include "xmpp/shared/tab_message.h"

namespace confab::chat {
namespace {

// A new session is known to a tab before it has begun there, and before what the one before had
// not confirmed is looked for. One that comes while the leader binds takes itself for online.
TEST(Beginning, NothingIsSaidInASessionThatHasNotBegun) {
  for (int64_t wait = 0; wait < 60; ++wait) {
    SCOPED_TRACE(wait);
    TabRig rig;
    rig.open();
    rig.run(500);
    rig.server.line.forget_sessions = true;
    rig.server.line.drop();
    rig.tabs[0]->account.dispatch(RetryNow{});
    rig.run(wait);
    TabRig::Tab& tab = rig.open();
    std::vector<std::string> said;
    const auto say = [&] {
      said.push_back(std::to_string(said.size() + 1000));
      tab.say(kBob, said.back());
    };
    // At each millisecond first and last, so that one of the two is between what the leader says.
    int64_t end = rig.clock.monotonic_ms() + 80;
    std::function<void()> first = [&] {
      say();
      if (rig.clock.monotonic_ms() < end) rig.timers.after(1, first);
    };
    std::function<void()> last = [&] {
      say();
      if (rig.clock.monotonic_ms() < end) rig.timers.after(0, [&] { rig.timers.after(1, last); });
    };
    first();
    last();
    rig.run(10000);
    ASSERT_EQ(rig.server.bob_got, said);
  }
}

// As one does that hears of a new leader after it has asked who there is: what it sends after the
// first answer is not counted anew after the second.
TEST(Beginning, WhoAsksTwiceIsAnsweredOnce) {
  TabRig rig;
  rig.browser.record = true;
  rig.open();
  rig.run(500);
  const size_t before = rig.browser.posted.size();
  TabRig::Tab& late = rig.open();
  std::vector<std::string> said;
  const auto say = [&](const std::string& body) {
    said.push_back(body);
    late.say(kBob, body);
  };
  const auto listener = late.client.session().on_session.connect([&](xmpp::SessionEvent e) {
    if (e == xmpp::SessionEvent::Bound)
      for (const char* body : {"one", "two", "three"}) say(body);
  });
  const std::string channel = rig.browser.names().front();
  for (int i = 0; i < 500 && late.bound == 0; ++i) {
    const size_t known = rig.browser.posted.size();
    rig.run(1);
    for (size_t n = std::max(known, before); n < rig.browser.posted.size(); ++n) {
      const auto m = xmpp::TabMessage::decode(rig.browser.posted[n]);
      if (m && m->kind == xmpp::TabMessage::Kind::Hello)
        rig.browser.intrude(channel, rig.browser.posted[n]);
    }
  }
  ASSERT_EQ(late.bound, 1);
  rig.run(100);
  EXPECT_EQ(late.bound, 1);
  say("four");
  say("five");
  rig.run(100);
  EXPECT_EQ(rig.server.bob_got, said);
}

}  // namespace
}  // namespace confab::chat
