// SPDX-License-Identifier: MIT
// What waits for an answer above the conversations, and the screen of a room that was closed.
#include "shell_rig.h"

namespace confab::ui {
namespace {

xmpp::RosterItem item(const std::string& who, const std::string& name = {}) {
  xmpp::RosterItem i;
  i.jid = *chat::Jid::parse(who), i.name = name;
  return i;
}

std::string all_text(ShellRig& rig) {
  std::string out;
  for (const Element* e : rig.dom.find([](const Element& e) { return !e.text.empty(); }))
    out += e->text + (e->text.back() == ' ' ? "" : "\n");  // a broken line ends with its space
  return out;
}

TEST(Requests, ASuggestionNamesWithAddressesAndIsAnswered) {
  ShellRig rig;
  rig.online();
  xmpp::RosterSuggestionEvent e{*chat::Jid::parse("horatio@denmark.lit"), {}, "", {}};
  e.items = {item("rosencrantz@denmark.lit", "Rosencrantz"), item("guildenstern@denmark.lit")};
  rig.store.apply(e);
  rig.draw();
  const std::string text = all_text(rig);
  EXPECT_NE(text.find("horatio@denmark.lit suggests adding"), std::string::npos) << text;
  EXPECT_NE(text.find("Rosencrantz (rosencrantz@denmark.lit), guildenstern@denmark.lit"),
            std::string::npos)
      << text;
  rig.click(rig.text_button("Decline"));
  ASSERT_EQ(rig.commands.size(), 1u);
  const auto* answer = std::get_if<chat::AnswerRequest>(&rig.commands[0]);
  ASSERT_NE(answer, nullptr);
  EXPECT_FALSE(answer->accept);
  rig.click(rig.text_button("Accept"));
  EXPECT_TRUE(std::get_if<chat::AnswerRequest>(&rig.commands.back())->accept);
}

TEST(Requests, ManyNamesAreANumberAndLongOnesAreCut) {
  ShellRig rig;
  rig.online();
  xmpp::RosterSuggestionEvent e{*chat::Jid::parse("groups.denmark.lit"), {}, "", {}};
  for (int i = 0; i < 40; ++i)
    e.items.push_back(item("n" + std::to_string(i) + "@denmark.lit", std::string(5000, 'x')));
  rig.store.apply(e);
  rig.draw();
  const std::string text = all_text(rig);
  EXPECT_NE(text.find("and 35 more"), std::string::npos);
  EXPECT_EQ(text.find(std::string(61, 'x')), std::string::npos);
  ASSERT_NE(rig.text_button("Accept"), nullptr);
}

TEST(Requests, WhatOurServerChangedIsSaid) {
  ShellRig rig;
  rig.online();
  rig.draw();
  rig.store.suggestion_followed(
      {*chat::Jid::parse("here.example"), {}, "", {item("ann@here.example")}});
  rig.draw();
  EXPECT_NE(all_text(rig).find("here.example has changed your contacts."), std::string::npos);
}

TEST(ClosedRoom, SaysWhyAndLeadsOn) {
  ShellRig rig;
  rig.in_room();
  rig.draw();
  const auto there = *chat::Jid::parse("coven@chat.shakespeare.lit");
  rig.store.apply(xmpp::RoomLeftEvent{ShellRig::room(), xmpp::LeaveReason::Destroyed, "",
                                      "Macbeth doth come.", there});
  rig.draw();
  const std::string text = all_text(rig);
  for (const char* part : {"This room was closed.", "goes on in coven@chat.shakespeare.lit",
                           "Reason given: Macbeth doth come."})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  rig.click(rig.text_button("Go to coven"));
  const chat::JoinRoom* join = nullptr;
  for (const auto& command : rig.commands)
    if (const auto* j = std::get_if<chat::JoinRoom>(&command)) join = j;
  ASSERT_NE(join, nullptr);
  EXPECT_EQ(join->room, there);
  EXPECT_EQ(join->nick, "Me");
}

TEST(ClosedRoom, WithoutAnotherThereIsNothingToPress) {
  ShellRig rig;
  rig.in_room();
  rig.store.apply(xmpp::RoomLeftEvent{ShellRig::room(), xmpp::LeaveReason::Destroyed, "", "",
                                      ShellRig::room()});
  rig.draw();
  const std::string text = all_text(rig);
  EXPECT_NE(text.find("Nobody can enter it any more."), std::string::npos) << text;
  EXPECT_EQ(text.find("Go to"), std::string::npos);
  EXPECT_EQ(text.find("Reason given"), std::string::npos);
}

}  // namespace
}  // namespace confab::ui
