// SPDX-License-Identifier: MIT
// The outbox under dying sockets: whatever the moment, each message arrives once and in order.
#include <gmock/gmock.h>

#include <random>

#include "counting_server.h"

namespace confab::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Jid kAnn = jid("ann@there.example");
const Jid kRoom = jid("room@rooms.example");

std::vector<std::string> numbers(const std::string& prefix, int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

struct Line {
  explicit Line(AccountOptions options = {}) : bench(std::move(options)), server(bench.service) {
    bench.login();
    bench.account.dispatch(JoinRoom{kRoom, "me", ""});
  }
  void connect() { bench.service.bound(); }
  void settle() {
    for (int i = 0; i < 8; ++i) {
      server.run();
      bench.service.timers.advance(4000);  // rooms that send no subject, retries
    }
  }
  void send(int i) {
    bench.account.dispatch(Send{kAnn, "a" + std::to_string(i)});
    bench.account.dispatch(Send{kRoom, "r" + std::to_string(i)});
  }
  void check(int n, const std::string& where) {
    EXPECT_EQ(server.peer_got, numbers("a", n)) << where;
    EXPECT_EQ(server.room_got, numbers("r", n)) << where;
    EXPECT_EQ(bench.account.outbox_size(), 0u) << where;
    for (const Jid& j : {kAnn, kRoom}) {
      size_t own = 0;
      for (const Message& m : bench.chat(j).messages) {
        if (m.kind != EntryKind::Text || !m.own) continue;
        ++own;
        EXPECT_EQ(m.state, MessageState::Sent) << where << " " << m.body;
      }
      EXPECT_EQ(own, static_cast<size_t>(n)) << where;
    }
  }
  AccountBench bench;
  CountingServer server;
};

TEST(Outbox, WhatWasTypedOfflineIsSentOnceInOrder) {
  Line line;
  for (int i = 0; i < 20; ++i) line.send(i);
  EXPECT_EQ(line.bench.account.outbox_size(), 40u);
  EXPECT_THAT(line.bench.service.sent, IsEmpty());
  line.connect();
  line.settle();
  line.check(20, "offline");
}

// Cut the line after every possible number of steps, with any part of what was under way arriving.
void cut_everywhere(bool room_archives, bool resume) {
  for (int cut = 0; cut < 40; ++cut) {
    for (size_t arrived = 0; arrived < 5; ++arrived) {
      Line line;
      line.server.room_archives = room_archives;
      line.connect();
      line.settle();
      for (int i = 0; i < 4; ++i) line.send(i);
      for (int i = 0; i < cut; ++i) line.server.step();
      if (resume) {  // XEP-0198 keeps what is under way in both directions
        line.bench.service.lost();
        line.send(4);
        line.bench.service.resumed();
      } else {
        line.server.die(arrived);
        line.send(4);
        line.connect();
      }
      line.send(5);
      line.settle();
      line.check(6, "cut " + std::to_string(cut) + ", arrived " + std::to_string(arrived));
      if (testing::Test::HasFailure()) return;
      if (resume) break;
    }
  }
}

TEST(Outbox, NothingIsLostOrDoubledWhereverTheLineIsCut) { cut_everywhere(true, false); }
TEST(Outbox, TheSameWithARoomThatOnlyTellsItsHistory) { cut_everywhere(false, false); }
TEST(Outbox, AResumedStreamDoublesNothing) { cut_everywhere(true, true); }

TEST(Outbox, ThousandsOfRandomSteps) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    Line line;
    line.server.room_archives = seed % 2 == 0;
    line.server.history = 60;
    int said = 0, others = 0;
    bool up = false;
    for (int step = 0; step < 400; ++step) {
      switch (random() % 12) {
        case 0:
          if (said < 40) line.send(said++);
          break;
        case 1:
          if (up) line.server.die(random() % 4);
          up = false;
          break;
        case 2:
          if (!up) line.connect();
          up = true;
          break;
        case 3:
          if (up)
            line.server.others_say("o" + std::to_string(others), "o" + std::to_string(others));
          others += up;
          break;
        case 4: line.bench.service.timers.advance(500); break;
        default:
          if (up) line.server.step();
      }
    }
    if (!up) line.connect();
    line.settle();
    line.check(said, "seed " + std::to_string(seed));
    // And what is shown is what the room's archive holds, others' words included, each once.
    if (line.server.room_archives) {
      std::multiset<std::string> shown, held;
      for (const auto& b : bodies(line.bench.chat(kRoom))) shown.insert(b);
      for (const auto& e : line.server.room) held.insert(e.body);
      EXPECT_EQ(shown, held) << "seed " << seed;
    }
    if (testing::Test::HasFailure()) return;
  }
}

// Modules hear of a new session first, and give up what the one before had asked.
TEST(Outbox, AQuestionThatEndsWithItsSessionSaysNothingOfTheNext) {
  Line line;
  line.connect();
  line.settle();
  line.bench.service.bound();  // its question to the archive is not answered
  line.bench.account.dispatch(Send{kAnn, "a0"});
  const size_t before = line.bench.service.sent.size();
  line.bench.service.refuse = true;
  line.bench.account.dispatch(Send{kAnn, "a1"});
  line.bench.service.refuse = false;
  xmpp::ArchivePageEvent gone;
  gone.backwards = false;
  gone.error = xmpp::StanzaError{"disconnected", "wait", {}, {}, {}};
  line.bench.service.emit(gone);
  EXPECT_EQ(line.bench.service.sent.size(), before) << "a0 may have to be said again";
  line.bench.service.bound();
  line.settle();
  std::vector<std::string> since;
  for (size_t i = before; i < line.bench.service.sent.size(); ++i)
    since.push_back(line.bench.service.sent[i].body);
  EXPECT_EQ(since, numbers("a", 2));
}

TEST(Outbox, AnAcknowledgedRoomMessageIsNotRepeatedWithoutAnArchiveToAsk) {
  Line line;
  line.server.room_archives = false;
  line.server.history = 0;
  line.connect();
  line.settle();
  line.bench.account.dispatch(Send{kRoom, "r0"});
  line.server.step();  // the server has it; its acknowledgement is under way
  line.server.step();  // and comes, the reflection does not
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Sent);
  line.server.die(0);
  line.connect();
  line.settle();
  EXPECT_THAT(line.server.room_got, ElementsAre("r0"));
  EXPECT_EQ(line.bench.account.outbox_size(), 0u);
}

TEST(Outbox, RepliesComeOnceWithTheOutcome) {
  Line line;
  std::vector<std::string> replies;
  const auto reply = [&](const std::string& error) { replies.push_back(error); };
  line.bench.account.dispatch(Send{kAnn, "one", reply});
  line.bench.account.dispatch(Send{kRoom, "two", reply});
  EXPECT_THAT(replies, IsEmpty());
  line.connect();
  line.settle();
  EXPECT_THAT(replies, ElementsAre("", ""));
  line.bench.account.dispatch(Send{kAnn, "three", reply});
  line.bench.service.emit(
      xmpp::MessageErrorEvent{kAnn, line.bench.service.sent.back().id, {"service-unavailable"}});
  EXPECT_THAT(replies, ElementsAre("", "", "service-unavailable"));
  EXPECT_EQ(line.bench.chat(kAnn).messages.back().state, MessageState::Failed);
}

TEST(Outbox, AMutedOccupantIsToldAndMayTryAgain) {
  Line line;
  line.connect();
  line.settle();
  line.bench.service.on_message = nullptr;
  line.bench.account.dispatch(Send{kRoom, "shh"});
  const std::string id = line.bench.service.sent.back().id;
  line.bench.service.emit(xmpp::MessageErrorEvent{kRoom, id, {"forbidden", "auth"}});
  const Message failed = line.bench.chat(kRoom).messages.back();
  EXPECT_EQ(failed.state, MessageState::Failed);
  EXPECT_EQ(failed.failure, "forbidden");
  EXPECT_EQ(line.bench.account.outbox_size(), 0u);
  line.bench.account.dispatch(Retry{kRoom, failed.key});
  EXPECT_EQ(line.bench.service.sent.back().id, id);
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Pending);
  line.bench.service.emit(xmpp::MessageErrorEvent{kRoom, id, {"forbidden", "auth"}});
  line.bench.account.dispatch(Discard{kRoom, failed.key});
  EXPECT_TRUE(line.bench.chat(kRoom).messages.empty());
}

TEST(Outbox, ARoomThatForgotUsGetsItAfterWeEnteredAgain) {
  Line line;
  line.connect();
  line.settle();
  auto& service = line.bench.service;
  service.on_message = nullptr;
  line.bench.account.dispatch(Send{kRoom, "r0"});
  const std::string id = service.sent.back().id;
  // Once more for a copy that the session before had sent.
  for (int copy = 0; copy < 2; ++copy)
    service.emit(xmpp::MessageErrorEvent{kRoom, id, {"not-acceptable", "cancel"}});
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Pending);
  const size_t sent = service.sent.size();
  service.emit(xmpp::RoomLeftEvent{kRoom, xmpp::LeaveReason::Lost, {}, {}, {}});
  service.enter(kRoom, "me");
  service.on_message = [&](const xmpp::OutgoingMessage&) {};
  line.settle();
  ASSERT_EQ(service.sent.size(), sent + 1);
  EXPECT_EQ(service.sent.back().id, id);
  service.emit(xmpp::MessageErrorEvent{kRoom, id, {"not-acceptable", "cancel"}});
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Pending);
  service.emit(xmpp::MessageErrorEvent{kRoom, id, {"not-acceptable", "cancel"}});
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Failed) << "not for ever";
}

TEST(Outbox, KickedMeansFailedAndASilentRoomIsAsked) {
  Line line;
  line.connect();
  line.settle();
  auto& service = line.bench.service;
  service.on_message = nullptr;
  line.bench.account.dispatch(Send{kRoom, "anyone?"});
  service.timers.advance(25000);
  EXPECT_THAT(service.self_pings, ElementsAre(kRoom));
  service.emit(xmpp::RoomLeftEvent{kRoom, xmpp::LeaveReason::Kicked, "admin", "bye", {}});
  EXPECT_EQ(line.bench.chat(kRoom).room_state, RoomState::Out);
  EXPECT_EQ(line.bench.account.outbox_size(), 0u);
  std::string answer = "none";
  line.bench.account.dispatch(Send{kRoom, "again", [&](const std::string& e) { answer = e; }});
  EXPECT_EQ(answer, "kicked");
  EXPECT_EQ(line.bench.chat(kRoom).messages.back().state, MessageState::Failed);
}

}  // namespace
}  // namespace confab::chat
