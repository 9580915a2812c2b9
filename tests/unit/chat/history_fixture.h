// SPDX-License-Identifier: MIT
// History: an account before a CountingServer whose archives can be filled.
#pragma once

#include <gtest/gtest.h>

#include "counting_server.h"

namespace confab::chat {

inline const Jid kAnn = jid("ann@there.example");
inline const Jid kRoom = jid("room@rooms.example");

struct History : testing::Test {
  explicit History() : bench(make_options()), server(bench.service) { bench.login(); }
  static AccountOptions make_options() {
    AccountOptions options;
    options.archive_page = 10;
    options.initial_history = 30;
    return options;
  }
  void fill_room(int n) {
    for (int i = 0; i < n; ++i) {
      bench.service.timers.advance(10);
      const std::string k = std::to_string(server.room.size());
      auto e =
          room_text("room@rooms.example/Bob", "r" + k, "idr" + k, bench.service.clock.wall_ms());
      e.stanza_id = server.room_archives ? "room-" + k : "";
      server.room.push_back(e);
    }
  }
  void fill_own(int n) {
    for (int i = 0; i < n; ++i) {
      bench.service.timers.advance(10);
      const std::string k = std::to_string(server.own.size());
      auto e = text("ann@there.example/pda", "a" + k, "ida" + k, bench.service.clock.wall_ms());
      e.stanza_id = "own-" + k;
      server.own.push_back(e);
    }
  }
  void settle() {
    server.run();
    bench.service.timers.advance(4000);
    server.run();
  }
  void reconnect_after(int room_messages, int own_messages) {
    server.die(0);
    fill_room(room_messages);
    fill_own(own_messages);
    bench.service.queries.clear();
    bench.service.bound();
    settle();
  }
  static std::vector<std::string> range(const std::string& prefix, int from, int to) {
    std::vector<std::string> out;
    for (int i = from; i < to; ++i) out.push_back(prefix + std::to_string(i));
    return out;
  }
  std::vector<std::string> shown(const Jid& j) { return bodies(bench.chat(j)); }
  const std::vector<xmpp::ArchiveQuery>& queries() { return bench.service.queries; }
  AccountBench bench;
  CountingServer server;
};

}  // namespace confab::chat
