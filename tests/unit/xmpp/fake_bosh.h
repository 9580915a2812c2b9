// SPDX-License-Identifier: MIT
// FakeBosh: a BOSH connection manager before a FakeServer, on the HTTP of a FakeNetwork. Checks the
// client's request ids, number of requests and keys as a strict one does, and misbehaves on demand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/function.h"
#include "platform/fake/fake_network.h"
#include "xml/element.h"

namespace confab::test {

class FakeBosh final : platform::WebSocketListener {
 public:
  // Takes over `network.on_fetch`; behind it is whatever `network.on_connect` connects to.
  FakeBosh(platform::FakeNetwork& network, platform::Timers& timers,
           std::string url = "https://example.org/bosh");

  std::string url;
  int wait = 60, hold = 1, requests = 2, inactivity = 60, polling = 5, maxpause = 120;
  bool dead = false;                        // no answer from anything
  int lose_requests = 0, lose_answers = 0;  // the next so many
  Function<int64_t(uint64_t)> latency;      // of the answer to a rid, ms
  std::string first_answer;                 // instead of a session
  bool silent = false;                      // takes requests and never answers

  std::vector<std::string> bodies;  // every request that arrived, repetitions too
  int created = 0, pauses = 0, violations = 0, repeats = 0;
  size_t most_at_once = 0;
  std::string sid;

  // To a client that goes on with a session made elsewhere: that session's sid; its next rid is 1.
  std::string prebind();
  void answer_raw(const std::string& text, int status = 200);  // to the oldest request held
  void terminate(const std::string& condition, const std::string& payload = {});
  size_t held() const { return held_.size(); }

 private:
  bool on_fetch(platform::FetchId id, const platform::HttpRequest& request);
  void create(platform::FetchId id, const xml::Element& body);
  void take(uint64_t rid, platform::FetchId id, const xml::Element& body);
  void process(uint64_t rid, const xml::Element& body);
  bool check_key(const xml::Element& body);
  void say(const std::string& frame);  // to the server behind
  void respond(uint64_t rid, std::string text);
  void flush();
  void connect();
  void later(int64_t ms, platform::FetchId id, platform::HttpResponse response);

  void on_open(std::string_view) override {}
  void on_text(std::string_view frame) override;
  void on_close(int, std::string_view) override;

  platform::FakeNetwork& network_;
  platform::Timers& timers_;
  std::shared_ptr<platform::FakeConnection> connection_;
  uint64_t next_rid_ = 0;
  std::map<uint64_t, platform::FetchId> fetches_;  // of requests without an answer
  std::map<uint64_t, xml::Element> early_;         // arrived before those in front of them
  std::map<uint64_t, std::string> answers_;        // given, for repetitions
  std::vector<uint64_t> held_;
  std::string out_, key_;
  int ids_ = 0;
};

}  // namespace confab::test
