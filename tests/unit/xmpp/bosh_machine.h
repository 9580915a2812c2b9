// SPDX-License-Identifier: MIT
// BoshMachine: the BOSH state machine with a clock of its own and a record of what it told.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "xmpp/transport/bosh.h"

namespace confab::test {

using namespace xmpp;

inline std::string body(const std::string& attributes, const std::string& payload = {}) {
  return "<body xmlns='http://jabber.org/protocol/httpbind' " + attributes + ">" + payload +
         "</body>";
}
inline const std::string kCreated =
    "sid='s1' wait='59' hold='1' requests='2' inactivity='30' maxpause='90' from='example.org'";

struct BoshMachine {
  explicit BoshMachine(BoshSettings settings = {}, uint64_t rid = 100)
      : bosh(std::move(settings), xml::Limits{}, rid) {}
  Bosh bosh;
  int64_t now = 1000;
  std::vector<std::string> heard;  // stanzas, "open", and ends as "end:<condition>"
  std::optional<BoshEnd> end;

  std::vector<BoshRequest> ask() {
    std::vector<BoshRequest> out;
    while (auto r = bosh.next_request(now)) out.push_back(std::move(*r));
    return out;
  }
  // The one request that comes now, or when it may follow the others.
  BoshRequest one() {
    auto all = ask();
    if (all.empty()) now += 20, all = ask();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? BoshRequest{} : all.front();
  }
  static xml::Element head(const BoshRequest& r) {
    const auto parsed = parse_bosh_body(r.body);
    EXPECT_TRUE(parsed.ok()) << r.body;
    return parsed ? parsed->head : xml::Element();
  }
  void answer(uint64_t rid, const std::string& text, int status = 200) {
    bosh.answered(rid, status, text, now);
    hear();
  }
  void hear(int64_t patience = -1) {
    while (auto e = bosh.next_event(now, patience)) {
      if (std::holds_alternative<FrameOpen>(*e)) heard.push_back("open");
      if (const auto* s = std::get_if<BoshStanza>(&*e)) heard.emplace_back(s->xml);
      if (const auto* x = std::get_if<BoshEnd>(&*e)) {
        end = *x;
        heard.push_back("end:" + x->condition);
      }
    }
  }
  // Up to a session with its first request held; its rid.
  uint64_t open(const std::string& attributes = kCreated) {
    bosh.create({.from = "alice@example.org", .to = "example.org", .lang = "de"});
    answer(one().rid, body(attributes));
    heard.clear();
    const auto asked = ask();
    return asked.empty() ? 0 : asked.front().rid;
  }
};

}  // namespace confab::test
