// SPDX-License-Identifier: MIT
// Runs tests/protocol-cases/<specification>/<name>.xml; README.md there explains the format.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "case_actions.h"
#include "describe.h"
#include "test_client.h"
#include "xmpp/modules/stanza.h"

namespace confab::xmpp {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> case_files() {
  std::vector<std::string> files;
  const fs::path root = fs::path(CONFAB_TESTS_DIR) / "protocol-cases";
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.path().extension() == ".xml")
      files.push_back(fs::relative(entry.path(), root).generic_string());
  std::sort(files.begin(), files.end());
  return files;
}

class ProtocolCase : public testing::TestWithParam<std::string> {};

// What came out and nobody expected, for the failure message.
std::string leftovers(const TestClient& client) {
  std::string text;
  for (const auto& stanza : client.sent) text += "\n  sent " + stanza.to_xml();
  for (const auto& event : client.events) text += "\n  event " + describe(event).to_xml();
  return text;
}

TEST_P(ProtocolCase, holds) {
  std::ifstream file(fs::path(CONFAB_TESTS_DIR) / "protocol-cases" / GetParam());
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto root = xml::parse(trim(text));
  ASSERT_TRUE(root) << "the case itself is not well-formed";
  ASSERT_EQ(root->name(), "case");

  const auto modules = words(root->attr("modules"));
  const std::string jid =
      root->has_attr("jid") ? std::string(root->attr("jid")) : "romeo@montague.example/home";
  TestClient client(modules, jid);
  if (root->attr("rosterver") == "true") client.features.add("ver", "urn:xmpp:features:rosterver");
  Variables variables;
  int step = 0;
  for (const xml::Element& part : root->children()) {
    ++step;
    const std::string where = "step " + std::to_string(step) + " <" + part.name() + ">";
    if (part.name() == "in") {
      for (const auto& stanza : part.children())
        client.router.receive(substituted(stanza, variables));
    } else if (part.name() == "do") {
      ASSERT_TRUE(perform(client, substituted(part, variables))) << where << ": unknown action";
    } else if (part.name() == "out") {
      for (const auto& expected : part.children()) {
        ASSERT_FALSE(client.sent.empty()) << where << ": nothing was sent" << leftovers(client);
        const auto wrong =
            difference(substituted(expected, variables), client.sent.front(), false, variables);
        ASSERT_EQ(wrong, "") << where << leftovers(client);
        client.sent.pop_front();
      }
    } else if (part.name() == "event") {
      for (const auto& expected : part.children()) {
        ASSERT_FALSE(client.events.empty()) << where << ": no event" << leftovers(client);
        const auto wrong = difference(substituted(expected, variables),
                                      describe(client.events.front()), true, variables);
        ASSERT_EQ(wrong, "") << where << leftovers(client);
        client.events.pop_front();
      }
    } else {
      FAIL() << where << ": no such step";
    }
  }
  EXPECT_TRUE(client.sent.empty() && client.events.empty()) << "not expected:" << leftovers(client);
}

INSTANTIATE_TEST_SUITE_P(All, ProtocolCase, testing::ValuesIn(case_files()),
                         [](const testing::TestParamInfo<std::string>& info) {
                           std::string name = info.param.substr(0, info.param.size() - 4);
                           for (char& c : name)
                             if (!isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace confab::xmpp
