// SPDX-License-Identifier: MIT
// Client as a whole, over a session that is never connected: what is on, and what callers hear of
// features that are off.
#include "xmpp/client.h"

#include <gtest/gtest.h>

#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"
#include "xmpp/module_list.h"

namespace confab::xmpp {
namespace {

class ClientTest : public testing::Test {
 protected:
  std::unique_ptr<Client> make(std::vector<std::string> blacklist) {
    ClientOptions options;
    options.blacklist = std::move(blacklist);
    auto client = std::make_unique<Client>(Session::Platform{clock, timers, network, crypto, log},
                                           options, all_modules());
    listener = client->on_event.connect([this](const Event& event) { events.push_back(event); });
    return client;
  }
  template <class T>
  const T* last() const {
    return events.empty() ? nullptr : std::get_if<T>(&events.back());
  }

  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers};
  Log log;
  Connection listener;
  std::vector<Event> events;
  const Jid room{"coven", "chat.shakespeare.lit", ""};
};

TEST_F(ClientTest, ModulesAreKnownByOurAndByConversesNames) {
  const auto client = make({"converse-mam"});
  EXPECT_TRUE(client->has("muc"));
  EXPECT_TRUE(client->has("converse-muc"));
  EXPECT_FALSE(client->has("mam"));
  EXPECT_FALSE(client->has("nonsense"));
}

TEST_F(ClientTest, CallersHearThatAFeatureIsOff) {
  const auto client = make({"muc", "mam", "bookmarks", "roster", "messages"});
  std::vector<std::string> conditions;
  const Done done = [&](const auto& error) { conditions.push_back(error ? error->condition : ""); };
  client->join_room({room, "me", "", 0});
  ASSERT_TRUE(last<RoomFailedEvent>());
  EXPECT_EQ(last<RoomFailedEvent>()->error.condition, "feature-not-implemented");
  EXPECT_EQ(last<RoomFailedEvent>()->room, room);
  client->query_archive({});
  ASSERT_TRUE(last<ArchivePageEvent>());
  EXPECT_TRUE(last<ArchivePageEvent>()->error.has_value());
  client->set_role(room, "x", Role::None, "", done);
  client->set_affiliation(room, room, Affiliation::None, "", done);
  client->set_bookmark({room, "", "", "", false}, done);
  client->remove_bookmark(room, done);
  client->roster_set({}, done);
  client->roster_remove(room, done);
  EXPECT_EQ(conditions, std::vector<std::string>(6, "feature-not-implemented"));
  EXPECT_FALSE(client->send_message({room}));
}

TEST_F(ClientTest, WithoutASessionEveryCallIsSafeAndEveryRequestEnds) {
  const auto client = make({});
  int ended = 0;
  const Done done = [&](const auto& error) {
    ended += error && error->condition == "disconnected";
  };
  EXPECT_FALSE(client->send_message({room}));
  client->send_chat_state(room, true, ChatState::Composing);
  client->send_receipt(room, "1", true, true);
  client->send_presence(Show::Away, "", 0);
  client->subscription(room, "subscribe");
  client->join_room({room, "me", "", 0});
  client->change_nick(room, "you");
  client->set_subject(room, "s", done);
  client->invite(room, room, "");
  client->room_info(room);
  client->self_ping(room);
  client->query_archive({});
  client->roster_set({room}, done);
  client->set_bookmark({room, "", "", "", false}, done);
  timers.run_due();
  EXPECT_EQ(ended, 3);
  int pages = 0;
  for (const Event& event : events)
    if (const auto* page = std::get_if<ArchivePageEvent>(&event))
      pages += page->error && page->error->condition == "disconnected";
  EXPECT_EQ(pages, 1);
  client->leave_room(room, "");
  ASSERT_TRUE(last<RoomLeftEvent>());
}

TEST_F(ClientTest, DestroyingItLeavesNoTimersThatMatter) {
  auto client = make({});
  client->join_room({room, "me", "", 0});
  client->roster_set({room}, [](const auto&) { FAIL() << "called after the end"; });
  client.reset();
  timers.advance(3600000);
}

}  // namespace
}  // namespace confab::xmpp
