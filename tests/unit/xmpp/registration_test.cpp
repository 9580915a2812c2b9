// SPDX-License-Identifier: MIT
// Making an account: the examples of XEP-0077 and XEP-0445, data forms, and every refusal.
#include "xmpp/stream/registration.h"

#include <gtest/gtest.h>

#include "platform/fake/fake_clock.h"
#include "platform/fake/fake_crypto.h"
#include "platform/fake/fake_network.h"

namespace confab::xmpp {
namespace {

constexpr auto kOpen =
    "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='shakespeare.lit' id='1' "
    "version='1.0'/>";
constexpr auto kFeatures =
    "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><register "
    "xmlns='http://jabber.org/features/iq-register'/></stream:features>";
// XEP-0077 example 2, without the fields that most servers leave out.
const std::string kPlain =
    "<query xmlns='jabber:iq:register'><instructions>Choose a username and password for use with "
    "this service.</instructions><username/><password/></query>";

std::string error(const char* type, const char* condition) {
  return std::string("<error type='") + type + "'><" + condition +
         " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
}

struct Rig {
  platform::FakeClock clock;
  platform::FakeTimers timers{clock};
  platform::FakeNetwork network{timers};
  platform::FakeCrypto crypto{timers};
  Log log;
  SessionConfig config;
  RegistrationRequest request{*Jid::parse("bill@shakespeare.lit"), "Calliope", "", {}};
  std::unique_ptr<Registration> registration;
  std::vector<RegistrationResult> results;
  // What the server says to the iqs, in order: the inside of a result, or an <error/>.
  std::vector<std::string> answers;
  std::vector<xml::Element> asked;

  Rig() {
    config.websocket_url = "wss://shakespeare.lit/ws";
    network.on_connect = [this](const std::shared_ptr<platform::FakeConnection>& c) {
      // A frame of the network's own, never from inside of what was sent.
      c->on_sent = [this, c = c.get()](const std::string& frame) {
        timers.after(1, [this, c, frame] { hear(*c, frame); });
      };
      c->open();
    };
  }
  void hear(platform::FakeConnection& c, const std::string& frame) {
    const auto e = xml::parse(frame);
    ASSERT_TRUE(e.ok()) << frame;
    if (e->name() == "open") {
      c.text(kOpen);
      c.text(kFeatures);
    } else if (e->name() == "iq") {
      asked.push_back(*e);
      if (asked.size() > answers.size()) return;
      const std::string& inside = answers[asked.size() - 1];
      const bool bad = inside.starts_with("<error");
      c.text(std::string("<iq xmlns='jabber:client' type='") + (bad ? "error" : "result") +
             "' id='" + std::string(e->attr("id")) + "'>" + inside + "</iq>");
    }
  }
  void run(int64_t ms = 100) {
    registration = std::make_unique<Registration>(
        Session::Platform{clock, timers, network, crypto, log}, config, request,
        [this](const RegistrationResult& r) { results.push_back(r); });
    registration->start();
    EXPECT_TRUE(results.empty()) << "answered from inside start()";
    timers.advance(ms);
  }
  std::string code() const { return results.size() == 1 ? results[0].code : "no single result"; }
};

TEST(Registration, PlainFieldsAsInTheExamples) {
  Rig rig;
  rig.answers = {kPlain, ""};
  rig.run();
  EXPECT_EQ(rig.code(), "");
  ASSERT_EQ(rig.asked.size(), 2u);
  EXPECT_EQ(rig.asked[0].attr("type"), "get");
  EXPECT_EQ(rig.asked[0].attr("to"), "shakespeare.lit");
  const auto* query = rig.asked[1].child("query", "jabber:iq:register");
  ASSERT_NE(query, nullptr);
  EXPECT_EQ(query->to_xml("jabber:client"),
            "<query xmlns='jabber:iq:register'><username>bill</username>"
            "<password>Calliope</password></query>");
  EXPECT_NE(rig.asked[0].attr("id"), rig.asked[1].attr("id"));
  // The stream was ended and nobody signed in on it.
  const auto& sent = rig.network.last().sent;
  EXPECT_TRUE(sent.back().starts_with("<close"));
  EXPECT_EQ(rig.network.last().closed_code, 1000);
  for (const auto& frame : sent) EXPECT_EQ(frame.find("<auth"), std::string::npos);
  EXPECT_EQ(sent[0].find("from="), std::string::npos);
}

TEST(Registration, OldKeysGoBackAndOtherFieldsAreAskedFor) {
  Rig rig;
  rig.answers = {
      "<query xmlns='jabber:iq:register'><key>k1</key><username/><password/><email/>"
      "<nick/></query>"};
  rig.run();
  EXPECT_EQ(rig.code(), "register-fields");
  ASSERT_EQ(rig.results[0].missing.size(), 2u);
  EXPECT_EQ(rig.results[0].missing[0].var, "email");
  EXPECT_EQ(rig.results[0].missing[1].var, "nick");
  EXPECT_EQ(rig.asked.size(), 1u) << "half a form was sent";

  Rig again;
  again.request.more = {{"email", "bard@shakespeare.lit"}, {"nick", "Will"}, {"other", "unasked"}};
  again.answers = {rig.answers[0], ""};
  again.run();
  EXPECT_EQ(again.code(), "");
  EXPECT_EQ(again.asked[1].child("query")->to_xml("jabber:client"),
            "<query xmlns='jabber:iq:register'><key>k1</key><username>bill</username>"
            "<password>Calliope</password><email>bard@shakespeare.lit</email>"
            "<nick>Will</nick></query>");
}

// XEP-0077 section 4 with XEP-0004's types.
TEST(Registration, DataForm) {
  Rig rig;
  rig.answers = {
      "<query xmlns='jabber:iq:register'><instructions>Use the form</instructions>"
      "<x xmlns='jabber:x:data' type='form'><title>Contest Registration</title>"
      "<field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>"
      "<field type='hidden' var='username-hint'><value>&lt;x&gt;</value></field>"
      "<field type='fixed'><value>Please read.</value></field>"
      "<field type='text-single' label='User' var='username'><required/></field>"
      "<field type='text-private' label='Password' var='password'><required/></field>"
      "<field type='text-single' label='Family Name' var='last'/>"
      "<field type='list-single' label='Gender' var='x-gender'><value>F</value><option><value>M"
      "</value></option></field></x></query>",
      ""};
  rig.request.more = {{"FORM_TYPE", "forged"}};
  rig.run();
  EXPECT_EQ(rig.code(), "");
  ASSERT_EQ(rig.asked.size(), 2u);
  EXPECT_EQ(rig.asked[1].child("query")->to_xml("jabber:client"),
            "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
            "<field var='FORM_TYPE'><value>jabber:iq:register</value></field>"
            "<field var='username-hint'><value>&lt;x&gt;</value></field>"
            "<field var='username'><value>bill</value></field>"
            "<field var='password'><value>Calliope</value></field>"
            "<field var='x-gender'><value>F</value></field></x></query>");
}

TEST(Registration, DataFormWithQuestions) {
  Rig rig;
  const std::string label(1000, 'q');
  rig.answers = {
      "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'>"
      "<field type='text-single' var='username'/><field var='password'/>"
      "<field type='text-private' var='pin' label='" +
      label + "'><required/></field></x></query>"};
  rig.run();
  EXPECT_EQ(rig.code(), "register-fields");
  ASSERT_EQ(rig.results[0].missing.size(), 1u);
  EXPECT_EQ(rig.results[0].missing[0].var, "pin");
  EXPECT_TRUE(rig.results[0].missing[0].secret);
  EXPECT_LE(rig.results[0].missing[0].label.size(), 120u);
}

TEST(Registration, CaptchasAreNotTried) {
  const std::string captcha =
      "<x xmlns='jabber:x:data' type='form'><field var='username'/><field var='password'/>"
      "<field label='Enter the text' var='ocr'><media xmlns='urn:xmpp:media-element'/>"
      "<required/></field></x>";
  Rig rig;
  rig.answers = {"<query xmlns='jabber:iq:register'>" + captcha + "</query>"};
  rig.run();
  EXPECT_EQ(rig.code(), "register-captcha");
  Rig web;
  web.answers = {"<query xmlns='jabber:iq:register'>" + captcha +
                 "<x xmlns='jabber:x:oob'><url>https://shakespeare.lit/join</url></x></query>"};
  web.run();
  EXPECT_EQ(web.code(), "register-elsewhere");
  EXPECT_EQ(web.results[0].url, "https://shakespeare.lit/join");
}

// XEP-0077 section 5.
TEST(Registration, WebsiteInstead) {
  Rig rig;
  rig.answers = {
      "<query xmlns='jabber:iq:register'><instructions>To register, visit "
      "http://www.shakespeare.lit/contests.php</instructions><x xmlns='jabber:x:oob'><url>"
      "http://www.shakespeare.lit/contests.php</url></x></query>"};
  rig.run();
  EXPECT_EQ(rig.code(), "register-elsewhere");
  EXPECT_EQ(rig.results[0].url, "http://www.shakespeare.lit/contests.php");
}

TEST(Registration, NoLinkThatIsNotOfTheWeb) {
  for (const char* url : {"javascript:alert(1)", "https://a b", "ftp://x.example/", "", "//x"}) {
    Rig rig;
    rig.answers = {"<query xmlns='jabber:iq:register'><x xmlns='jabber:x:oob'><url>" +
                   std::string(url) + "</url></x></query>"};
    rig.run();
    EXPECT_EQ(rig.code(), "register-unsupported") << url;
    EXPECT_EQ(rig.results[0].url, "");
  }
}

TEST(Registration, EndlessFormsAreRefused) {
  Rig rig;
  std::string fields;
  for (int i = 0; i < 200; ++i) fields += "<field var='f" + std::to_string(i) + "'/>";
  rig.answers = {"<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data'>" + fields +
                 "</x></query>"};
  rig.run();
  EXPECT_EQ(rig.code(), "register-captcha");
}

// XEP-0445 examples 3 to 6: the token opens the way, then registration goes on as usual.
TEST(Registration, Invitation) {
  Rig rig;
  rig.request.invite = "1tMFqYDdKhfe2pwp";
  rig.answers = {"", kPlain, ""};
  rig.run();
  EXPECT_EQ(rig.code(), "");
  ASSERT_EQ(rig.asked.size(), 3u);
  const auto* preauth = rig.asked[0].child("preauth", "urn:xmpp:pars:0");
  ASSERT_NE(preauth, nullptr);
  EXPECT_EQ(preauth->attr("token"), "1tMFqYDdKhfe2pwp");
  EXPECT_EQ(rig.asked[0].attr("type"), "set");
}

TEST(Registration, BadInvitationAndServersWithoutAny) {
  Rig rig;
  rig.request.invite = "gone";
  rig.answers = {error("cancel", "item-not-found")};
  rig.run();
  EXPECT_EQ(rig.code(), "register-invite");
  EXPECT_EQ(rig.asked.size(), 1u);
  Rig other;
  other.request.invite = "token";
  other.answers = {error("cancel", "service-unavailable"), kPlain, ""};
  other.run();
  EXPECT_EQ(other.code(), "");
}

TEST(Registration, EveryRefusalHasItsCode) {
  const std::pair<const char*, const char*> kCases[] = {
      {"conflict", "register-conflict"},
      {"not-acceptable", "register-not-acceptable"},
      {"resource-constraint", "register-resource-constraint"},
      {"forbidden", "register-forbidden"},
      {"not-allowed", "register-not-allowed"},
      {"service-unavailable", "register-unsupported"},
      {"feature-not-implemented", "register-unsupported"},
      {"internal-server-error", "register-internal-server-error"}};
  for (const auto& [condition, code] : kCases) {
    Rig asking, setting;
    asking.answers = {error("cancel", condition)};
    asking.run();
    EXPECT_EQ(asking.code(), code);
    setting.answers = {kPlain, error("cancel", condition)};
    setting.run();
    EXPECT_EQ(setting.code(), code);
  }
  Rig text;
  text.answers = {kPlain,
                  "<error type='modify'><not-acceptable "
                  "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "
                  "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Too short</text></error>"};
  text.run();
  EXPECT_EQ(text.results[0].text, "Too short");
}

TEST(Registration, AnswersToOtherQuestionsDoNotCount) {
  Rig rig;
  rig.run();
  ASSERT_EQ(rig.asked.size(), 1u);
  auto& c = rig.network.last();
  c.text("<iq xmlns='jabber:client' type='result' id='forged'>" + kPlain + "</iq>");
  c.text("<iq xmlns='jabber:client' type='set' id='" + std::string(rig.asked[0].attr("id")) + "'>" +
         kPlain + "</iq>");
  c.text("<message xmlns='jabber:client'><body>hello</body></message>");
  rig.timers.advance(100);
  EXPECT_TRUE(rig.results.empty());
  EXPECT_EQ(rig.asked.size(), 1u);
  rig.timers.advance(rig.config.stanza_timeout_ms);
  EXPECT_EQ(rig.code(), "timeout");
}

TEST(Registration, NeverInTheClear) {
  Rig rig;
  rig.config.websocket_url = "ws://shakespeare.lit/ws";
  rig.run();
  EXPECT_EQ(rig.code(), "insecure-mechanism");
  EXPECT_TRUE(rig.network.connections.empty());
  Rig secure;
  secure.config.websocket_url = "ws://shakespeare.lit/ws";
  secure.network.secure = true;
  secure.run();
  EXPECT_EQ(secure.code(), "mixed-content");
}

TEST(Registration, WhatGoesWrongOnTheWay) {
  Rig offline;
  offline.network.is_online = false;
  offline.run();
  EXPECT_EQ(offline.code(), "offline");
  Rig nobody;
  nobody.request.jid = *Jid::parse("shakespeare.lit");
  nobody.run();
  EXPECT_EQ(nobody.code(), "bad-jid");
  Rig lost;
  lost.network.on_connect = [](const auto& c) { c->close(); };
  lost.run();
  EXPECT_EQ(lost.code(), "unreachable");
  Rig silent;
  silent.network.on_connect = [](const auto&) {};
  silent.run(60000);
  EXPECT_EQ(silent.code(), "unreachable");
  Rig other;
  other.network.on_connect = [](const auto& c) { c->open("chat"); };
  other.run();
  EXPECT_EQ(other.code(), "not-xmpp");
  Rig html;
  html.network.on_connect = [](const auto& c) {
    c->on_sent = [c = c.get()](const std::string&) { c->text("<html>"); };
    c->open();
  };
  html.run();
  EXPECT_EQ(html.code(), "not-xmpp");
}

TEST(Registration, StreamErrors) {
  Rig rig;
  rig.run();
  rig.network.last().text(
      "<stream:error xmlns:stream='http://etherx.jabber.org/streams'><host-unknown "
      "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
  rig.timers.advance(10);
  EXPECT_EQ(rig.code(), "host-unknown");
}

TEST(Registration, AddressFromHostMeta) {
  Rig rig;
  rig.config.websocket_url.clear();
  rig.network.pages["https://shakespeare.lit/.well-known/host-meta.json"] = {
      200,
      R"({"links":[{"rel":"urn:xmpp:alt-connections:websocket","href":"wss://ws.shakespeare.lit/"}]})"};
  rig.answers = {kPlain, ""};
  rig.run();
  EXPECT_EQ(rig.code(), "");
  EXPECT_EQ(rig.network.last().url, "wss://ws.shakespeare.lit/");
  Rig none;
  none.config.websocket_url.clear();
  none.run();
  EXPECT_EQ(none.code(), "discovery-failed");
}

TEST(Registration, MayBeDestroyedAtAnyTime) {
  for (int64_t ms = 0; ms < 20; ++ms) {
    Rig rig;
    rig.answers = {kPlain, ""};
    rig.run(ms);
    rig.registration.reset();
    const size_t before = rig.results.size();
    rig.timers.advance(60000);
    EXPECT_EQ(rig.results.size(), before);
  }
}

}  // namespace
}  // namespace confab::xmpp
