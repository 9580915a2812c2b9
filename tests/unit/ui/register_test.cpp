// SPDX-License-Identifier: MIT
// A new account and a new password, through the twin: forms a password manager knows, checks before
// anything is asked, and a sentence for each refusal.
#include "shell_rig.h"

namespace confab::ui {
namespace {

using platform::TwinEvent;
using platform::TwinTag;

ShellOptions open_to_all(const char* domain = "here.example") {
  ShellOptions o;
  o.allow_registration = true;
  o.registration_domain = domain;
  return o;
}

Element* inside(ShellRig& rig, const char* form, const char* name) {
  const auto all = rig.dom.find([&](const Element& e) {
    if (e.at("name") != name) return false;
    for (const Element* p = e.parent; p; p = p->parent)
      if (p->at("name") == form) return true;
    return false;
  });
  return all.empty() ? nullptr : all.front();
}

std::string dialog_text(ShellRig& rig) {
  std::string text;
  for (const Element* e : rig.dom.find([](const Element& e) {
         for (const Element* p = e.parent; p; p = p->parent)
           if (p->at("role") == "dialog") return true;
         return false;
       }))
    text += e->text;  // wrapped lines end with their space
  return text;
}

void open_form(ShellRig& rig) {
  rig.draw();
  rig.click(rig.text_button("Create account"));
  rig.draw();
}

void fill(ShellRig& rig, const char* name, const char* password) {
  rig.send(TwinEvent::Input, inside(rig, "register", "jid"), name);
  rig.send(TwinEvent::Input, inside(rig, "register", "password"), password);
  rig.send(TwinEvent::Submit, rig.dom.first("name", "register"));
  rig.draw();
}

void answer(ShellRig& rig, xmpp::RegistrationResult result) {
  rig.shell.registered(result);
  rig.draw();
}

TEST(Register, OnlyWhereTheSiteAllowsIt) {
  ShellRig rig;
  rig.draw();
  EXPECT_EQ(rig.text_button("Create account"), nullptr);
}

TEST(Register, AFormThatPasswordManagersKnow) {
  ShellRig rig(open_to_all());
  open_form(rig);
  Element* form = rig.dom.first("name", "register");
  ASSERT_NE(form, nullptr);
  EXPECT_EQ(form->tag, TwinTag::Form);
  EXPECT_EQ(inside(rig, "register", "jid")->at("autocomplete"), "username");
  EXPECT_EQ(inside(rig, "register", "password")->at("autocomplete"), "new-password");
  EXPECT_EQ(inside(rig, "register", "password")->at("type"), "password");
  EXPECT_NE(dialog_text(rig).find("name@here.example"), std::string::npos);
}

TEST(Register, ChecksBeforeItAsks) {
  ShellRig rig(open_to_all(""));
  open_form(rig);
  fill(rig, "bill", "");
  EXPECT_EQ(rig.registering, "");
  EXPECT_EQ(inside(rig, "register", "jid")->at("aria-invalid"), "true");
  EXPECT_EQ(inside(rig, "register", "password")->at("aria-invalid"), "true");
  fill(rig, " bill@there.example ", "Calliope");
  EXPECT_EQ(rig.registering, "bill@there.example");
  EXPECT_EQ(rig.password, "Calliope");
  EXPECT_EQ(rig.dom.first("name", "register")->at("aria-busy"), "true");
  // Twice is once.
  rig.registering.clear();
  rig.send(TwinEvent::Submit, rig.dom.first("name", "register"));
  EXPECT_EQ(rig.registering, "");
}

TEST(Register, SuccessClosesTheForm) {
  ShellRig rig(open_to_all());
  open_form(rig);
  fill(rig, "bill", "Calliope");
  answer(rig, {});
  EXPECT_EQ(rig.dom.first("name", "register"), nullptr);
  EXPECT_NE(rig.dom.first("name", "login"), nullptr);
  answer(rig, {"register-conflict", {}, {}, {}});  // a late one finds no form and does nothing
}

TEST(Register, ASentenceForEachRefusal) {
  const std::pair<const char*, const char*> kCases[] = {
      {"register-conflict", "That name is taken"},
      {"register-not-acceptable", "did not take this name or password"},
      {"register-resource-constraint", "No more accounts"},
      {"register-forbidden", "You may need an invitation"},
      {"register-not-allowed", "does not let people create accounts"},
      {"register-unsupported", "does not let people create accounts"},
      {"register-captcha", "does not let people create accounts"},
      {"register-invite", "no longer valid"},
      {"register-internal-server-error", "register-internal-server-error"},
      {"unreachable", "cannot be reached"},
      {"insecure-mechanism", "insecure connection"},
      {"bad-jid", "name@"}};
  for (const auto& [code, words] : kCases) {
    ShellRig rig(open_to_all());
    open_form(rig);
    fill(rig, "bill", "Calliope");
    answer(rig, {code, "the server's words", {}, {}});
    ASSERT_NE(rig.dom.first("name", "register"), nullptr) << code;
    EXPECT_EQ(rig.dom.first("name", "register")->at("aria-busy"), "false");
    EXPECT_NE(dialog_text(rig).find(words), std::string::npos) << code << dialog_text(rig);
  }
}

TEST(Register, TheServersReasonIsShownAsTextAndCut) {
  ShellRig rig(open_to_all());
  open_form(rig);
  fill(rig, "bill", "Calliope");
  answer(rig, {"register-not-acceptable", "<b>Too short</b> " + std::string(1000, 'x'), {}, {}});
  EXPECT_NE(dialog_text(rig).find("<b>Too short</b> xxx"), std::string::npos);
  EXPECT_EQ(dialog_text(rig).find(std::string(300, 'x')), std::string::npos);
}

TEST(Register, WhatTheServerAsksBesides) {
  ShellRig rig(open_to_all());
  open_form(rig);
  fill(rig, "bill", "Calliope");
  answer(rig, {"register-fields", {}, {}, {{"email", "Mail", false}, {"pin", "<b>PIN</b>", true}}});
  auto extra = rig.dom.find([](const Element& e) { return e.at("name") == "answer"; });
  ASSERT_EQ(extra.size(), 2u);
  EXPECT_EQ(extra[1]->at("type"), "password");
  EXPECT_NE(dialog_text(rig).find("<b>PIN</b>"), std::string::npos) << "as text";
  rig.registering.clear();
  rig.send(TwinEvent::Submit, rig.dom.first("name", "register"));
  rig.draw();
  EXPECT_EQ(rig.registering, "") << "asked without the answers";
  extra = rig.dom.find([](const Element& e) { return e.at("name") == "answer"; });
  rig.send(TwinEvent::Input, extra[0], "bard@shakespeare.lit");
  rig.send(TwinEvent::Input, extra[1], "1616");
  rig.send(TwinEvent::Submit, rig.dom.first("name", "register"));
  EXPECT_EQ(rig.registering, "bill");
  const Answers wanted{{"email", "bard@shakespeare.lit"}, {"pin", "1616"}};
  EXPECT_EQ(rig.answers, wanted);
}

TEST(Register, ElsewhereOpensTheWebsite) {
  ShellRig rig(open_to_all());
  open_form(rig);
  fill(rig, "bill", "Calliope");
  answer(rig, {"register-elsewhere", {}, "https://shakespeare.lit/join", {}});
  EXPECT_NE(dialog_text(rig).find("created on its website"), std::string::npos);
  ASSERT_NE(rig.text_button("Open the website"), nullptr);
  rig.send(TwinEvent::Submit, rig.dom.first("name", "register"));
  rig.draw();
  EXPECT_EQ(rig.host.link, "https://shakespeare.lit/join");
  EXPECT_EQ(rig.dom.first("name", "register"), nullptr);
}

struct PasswordRig : ShellRig {
  PasswordRig() : ShellRig(open_to_all()) {
    in_room();
    draw();
    click(labelled("Settings"));
    draw();
    click(text_button("Change password"));
    draw();
  }
  void type(const char* password, const char* repeat) {
    send(TwinEvent::Input, inside(*this, "change-password", "password"), password);
    send(TwinEvent::Input, inside(*this, "change-password", "repeat"), repeat);
    send(TwinEvent::Submit, dom.first("name", "change-password"));
    draw();
  }
  chat::ChangePassword* command() {
    for (auto& c : commands)
      if (auto* change = std::get_if<chat::ChangePassword>(&c)) return change;
    return nullptr;
  }
};

TEST(Register, ANewPassword) {
  PasswordRig rig;
  ASSERT_NE(rig.dom.first("name", "change-password"), nullptr);
  rig.type("", "");
  rig.type("one", "other");
  EXPECT_EQ(rig.command(), nullptr);
  EXPECT_NE(dialog_text(rig).find("not the same"), std::string::npos);
  rig.type("new secret", "new secret");
  ASSERT_NE(rig.command(), nullptr);
  EXPECT_EQ(rig.command()->password, "new secret");
  rig.command()->done("");
  rig.draw();
  EXPECT_EQ(rig.dom.first("name", "change-password"), nullptr);
}

TEST(Register, APasswordTheServerDoesNotTake) {
  PasswordRig rig;
  rig.type("weak", "weak");
  ASSERT_NE(rig.command(), nullptr);
  rig.command()->done("not-acceptable");
  rig.draw();
  EXPECT_NE(dialog_text(rig).find("did not take this password"), std::string::npos);
  EXPECT_EQ(rig.dom.first("name", "change-password")->at("aria-busy"), "false");
}

}  // namespace
}  // namespace confab::ui
