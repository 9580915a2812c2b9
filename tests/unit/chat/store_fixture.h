// SPDX-License-Identifier: MIT
// StoreMessages: a store with a clock, one contact and one room, for the tests of single messages.
#pragma once

#include <gtest/gtest.h>

#include "fake_service.h"

namespace confab::chat {

inline const Jid kAnn = jid("ann@there.example");
inline const Jid kRoom = jid("room@rooms.example");

struct StoreMessages : testing::Test {
  StoreMessages() : store(clock, {}) {
    store.set_self(jid("me@here.example"));
    listener = store.on_change.connect([this](const Change& c) { changes.push_back(c); });
  }
  void room(RoomState state = RoomState::In) {
    store.open(kRoom, ConversationKind::Room);
    store.set_room(kRoom, state, "Me");
  }
  void say(const std::string& body, const std::string& id) {
    store.apply(text("ann@there.example/pda", body, id, now()));
  }
  int64_t now() { return clock.wall_ms(); }
  const Conversation& ann() { return *store.find(kAnn); }
  const Conversation& the_room() { return *store.find(kRoom); }
  MessageKey own(const Jid& to, const std::string& body, const std::string& id) {
    Message m;
    m.body = body;
    m.id = m.origin_id = id;
    return store.add_own(to, m);
  }
  MessageState state_of(const Jid& where, MessageKey key) {
    return store.find_message(where, key)->state;
  }
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  Store store;
  std::vector<Change> changes;
  Connection listener;
};

}  // namespace confab::chat
