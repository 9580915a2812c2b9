// SPDX-License-Identifier: MIT
// Which modules run under which black- and whitelist, and what switching one off takes with it.
#include "xmpp/module_switch.h"

#include <gmock/gmock.h>

#include <set>

#include "test_client.h"
#include "xmpp/core/ns.h"

namespace confab::xmpp {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using Names = std::vector<std::string>;

std::set<std::string> ids(const Names& blacklist, const Names& whitelist) {
  std::set<std::string> found;
  for (const auto& module : select_modules(all_modules(), blacklist, whitelist))
    found.emplace(module->info().id);
  return found;
}

TEST(ModuleName, ConversesNamesAreOurs) {
  EXPECT_EQ(module_name("converse-muc"), "muc");
  EXPECT_EQ(module_name(" Converse-MAM "), "mam");
  EXPECT_EQ(module_name("converse-chat"), "messages");
  EXPECT_EQ(module_name("status"), "presence");
  EXPECT_EQ(module_name("self-ping"), "self-ping");
}

TEST(SelectModules, EverythingIsOnByDefault) {
  EXPECT_EQ(ids({}, {}).size(), all_modules().size());
}

TEST(SelectModules, IdsAreUniqueAndRequirementsExist) {
  std::set<std::string> all;
  for (const auto& module : all_modules()) EXPECT_TRUE(all.emplace(module->info().id).second);
  for (const auto& module : all_modules())
    for (const auto id : module->info().requires_ids) EXPECT_THAT(all, Contains(std::string(id)));
}

TEST(SelectModules, EveryModuleCanBeOffAlone) {
  for (const auto& module : all_modules()) {
    const std::string id(module->info().id);
    const auto left = ids({"converse-" + id}, {});
    EXPECT_THAT(left, Not(Contains(id)));
    EXPECT_FALSE(left.empty());
  }
}

TEST(SelectModules, WhatRequiresAModuleThatIsOffIsOffToo) {
  const auto left = ids({"messages"}, {});
  for (const char* id : {"messages", "carbons", "mam", "muc", "self-ping"})
    EXPECT_THAT(left, Not(Contains(std::string(id))));
  EXPECT_THAT(left, Contains(std::string("roster")));
}

TEST(SelectModules, AWhitelistBringsWhatItsModulesRequire) {
  EXPECT_THAT(ids({}, {"converse-muc"}), ElementsAre("disco", "messages", "muc"));
}

TEST(SelectModules, TheBlacklistWins) {
  EXPECT_TRUE(ids({"disco"}, {"muc"}).count("messages"));
  EXPECT_FALSE(ids({"disco"}, {"muc"}).count("muc"));
}

TEST(SelectModules, NamesOfOtherPluginsSwitchNothingOff) {
  EXPECT_EQ(ids({"my-plugin"}, {"my-plugin", "converse-omemo-views"}), ids({}, {}));
}

TEST(SwitchedOff, FeaturesDisappearWithTheModule) {
  TestClient all;
  TestClient fewer({"disco", "muc"});
  EXPECT_THAT(all.router.features(), Contains(ns::kPing));
  EXPECT_THAT(fewer.router.features(), Not(Contains(ns::kPing)));
  EXPECT_THAT(fewer.router.features(), Contains(ns::kMuc));
}

// No module may lean on another that it does not require: each runs with just those.
TEST(SwitchedOff, EachModuleWorksWithOnlyWhatItRequires) {
  const std::vector<std::string> stanzas = {
      "<presence xmlns='jabber:client' from='a@b.example/c'/>",
      "<message xmlns='jabber:client' from='a@b.example/c' type='chat'><body>x</body></message>",
      "<message xmlns='jabber:client' from='a@b.example/c' "
      "type='groupchat'><body>x</body></message>",
      "<iq xmlns='jabber:client' from='a@b.example/c' type='get' id='1'><x xmlns='y'/></iq>",
      "<message xmlns='jabber:client' from='romeo@montague.example'><received "
      "xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message "
      "xmlns='jabber:client' from='a@b.example' to='romeo@montague.example'><body>x</body>"
      "</message></forwarded></received></message>"};
  for (const auto& module : all_modules()) {
    TestClient client({std::string(module->info().id)});
    client.bind();
    for (const auto& stanza : stanzas) EXPECT_TRUE(client.receive(stanza));
    client.router.on_session(SessionEvent::Lost, true);
    client.router.on_session(SessionEvent::Resumed, true);
    client.router.on_session(SessionEvent::Closed, false);
    client.time.advance(3600000);
    bool refused = false;
    for (const auto& sent : client.sent) refused |= sent.attr("type") == "error";
    EXPECT_TRUE(refused) << module->info().id;  // the unknown request had its answer
  }
}

}  // namespace
}  // namespace confab::xmpp
