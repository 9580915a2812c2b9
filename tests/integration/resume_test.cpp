// SPDX-License-Identifier: MIT
// A page that dies without a word, and the next one that goes on with its session, before real
// Prosody and real ejabberd: those in the room see nobody come or go.
#include <memory>

#include "integration/room_on_server.h"
#include "xml/parse.h"

namespace confab::xmpp {
namespace {

using test::NativeClient;

class ResumeOnServer : public test::RoomOnServer {
 protected:
  size_t comings_and_goings(const NativeClient& who, const std::string& nick) const {
    size_t n = 0;
    for (const auto& e : who.all<OccupantEvent>()) n += e.occupant.nick == nick;
    return n;
  }
  // The next page, with nothing but the two texts that the one before had written.
  bool go_on(NativeClient& page, SessionConfig c, const std::string& state,
             const std::string& modules) {
    auto earlier = parse_resume_state(state);
    if (!earlier.ok()) return false;
    page.client.restore(*xml::parse(modules));
    page.client.session().connect(std::move(c), std::move(*earlier));
    return page.wait([&] { return page.online(); });
  }
};
INSTANTIATE_TEST_SUITE_P(Servers, ResumeOnServer,
                         testing::Values(test::prosody(), test::ejabberd()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ResumeOnServer, NobodySeesTheNextPageCome) {
  NativeClient bob(loop);
  auto before = std::make_unique<NativeClient>(loop);
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(before->log_in(config("alice@localhost")));
  ASSERT_TRUE(join(bob, "Bob"));
  ASSERT_TRUE(join(*before, "Alice"));
  say(*before, "first");
  ASSERT_TRUE(bob.wait_for_body("first"));
  ASSERT_TRUE(before->wait_for_body("first"));
  const size_t seen = comings_and_goings(bob, "Alice");
  const std::string state = to_text(*before->client.session().resume_state());
  const std::string modules = before->client.save().to_xml();
  const Jid full = before->client.session().jid();
  before.reset();
  // ejabberd's session hangs for 15 seconds over a socket that dies while it is written to
  // (docs/decisions/0010): that is not what is looked at here.
  loop.run_for(300);
  say(bob, "while away");
  ASSERT_TRUE(bob.wait_for_body("while away"));

  NativeClient after(loop);
  ASSERT_TRUE(go_on(after, config("alice@localhost"), state, modules));
  EXPECT_TRUE(after.client.session().stats().resumed);
  EXPECT_EQ(after.client.session().jid(), full);
  EXPECT_TRUE(after.wait_for_body("while away"));
  say(after, "second");
  EXPECT_TRUE(bob.wait_for_body("second"));
  EXPECT_TRUE(after.wait_for_body("second"));
  EXPECT_TRUE(after.message("second").outgoing);
  loop.run_for(500);
  EXPECT_EQ(comings_and_goings(bob, "Alice"), seen);
  size_t occupants = 0;
  for (const auto& e : after.all<OccupantEvent>()) occupants += e.room == room;
  EXPECT_EQ(occupants, 2u);  // told by what was kept, not by the room
}

// Written, and killed before it went out; and sent, and killed before it was written that it had.
TEST_P(ResumeOnServer, WhatWasBeingSentArrivesOnce) {
  NativeClient bob(loop);
  auto before = std::make_unique<NativeClient>(loop);
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(before->log_in(config("alice@localhost")));
  loop.run_for(300);
  std::string state;
  auto listener = before->client.session().on_sending.connect(
      [&](const xml::Element&) { state = to_text(*before->client.session().resume_state()); });
  for (const std::string n : {"1", "2", "3"})
    before->client.send_message(
        {.to = *Jid::parse("bob@localhost"), .id = "s" + tag + n, .body = tag + n});
  const std::string modules = before->client.save().to_xml();
  listener.disconnect();
  before.reset();

  NativeClient after(loop);
  ASSERT_TRUE(go_on(after, config("alice@localhost"), state, modules));
  EXPECT_TRUE(after.client.session().stats().resumed);
  ASSERT_TRUE(bob.wait_for_body(tag + "3"));
  loop.run_for(500);
  std::vector<std::string> got;
  for (const auto& m : bob.all<MessageEvent>())
    if (m.body.starts_with(tag)) got.push_back(m.body.substr(tag.size()));
  EXPECT_EQ(got, (std::vector<std::string>{"1", "2", "3"}));
}

// A guest asks for no resumption, and leaves nothing to go on with (decision 9).
TEST_P(ResumeOnServer, AGuestIsSomebodyElseAndLeavesNoGhostAfterAGoodbye) {
  NativeClient bob(loop);
  auto before = std::make_unique<NativeClient>(loop);
  ASSERT_TRUE(bob.log_in(config("bob@localhost")));
  ASSERT_TRUE(before->log_in(guest()));
  ASSERT_TRUE(join(bob, "Bob"));
  ASSERT_TRUE(join(*before, "Guest"));
  EXPECT_FALSE(before->client.session().resume_state());
  const Jid full = before->client.session().jid();
  before->client.session().disconnect();
  before->wait([&] { return before->client.session().state() == SessionState::Closed; });
  before.reset();
  EXPECT_TRUE(bob.wait_for<OccupantEvent>([](const auto& e) {
    return e.kind == OccupantEvent::Kind::Leave && e.occupant.nick == "Guest";
  }));

  NativeClient after(loop);
  ASSERT_TRUE(after.log_in(guest()));
  EXPECT_FALSE(after.client.session().stats().resumed);
  EXPECT_FALSE(after.client.session().jid().bare() == full.bare());
  EXPECT_TRUE(join(after, "Guest"));  // the nickname is free
}

}  // namespace
}  // namespace confab::xmpp
