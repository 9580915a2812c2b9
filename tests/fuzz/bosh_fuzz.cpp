// SPDX-License-Identifier: MIT
// A hostile connection manager against the BOSH state machine. The input is cut at zero bytes; the
// first byte of each piece says what is done: answers in and out of order, failures, time, talk.
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

#include "xmpp/transport/bosh.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace confab::xmpp;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Bosh bosh({.keys = BoshKeys("seed")}, {}, 1);
  FrameOpen ours;
  ours.to = "example.org";
  bosh.create(ours);
  std::deque<BoshRequest> asked;
  int64_t now = 0;
  uint64_t highest = 0;
  bool ended = false;
  while (!rest.empty()) {
    const std::string_view piece = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
    while (auto r = bosh.next_request(now)) {
      if (ended) std::abort();  // nothing is asked after the end
      if (r->rid > highest + 1 || !parse_bosh_body(r->body)) std::abort();
      highest = std::max(highest, r->rid);
      asked.push_back(std::move(*r));
      if (asked.size() > 64) asked.pop_front();
    }
    if (piece.empty() || asked.empty()) continue;
    const std::string text(piece.substr(1));
    switch (piece[0]) {
      case 'f': bosh.failed(asked.front().rid, now); break;
      case 'h': bosh.answered(asked.front().rid, 404, text, now); break;
      case 'l': bosh.answered(asked.back().rid, 200, text, now); break;
      case 'p': bosh.pause(); break;
      case 'r': bosh.restart(); break;
      case 's': bosh.send("<a/>"); break;
      case 't': bosh.terminate(); break;
      case 'w': bosh.wake(); break;
      default: bosh.answered(asked.front().rid, 200, text, now), asked.pop_front(); break;
    }
    while (auto e = bosh.next_event(now, -1)) {
      if (ended) std::abort();  // nor is anything told
      ended = std::holds_alternative<BoshEnd>(*e);
    }
    now += 50;
  }
  return 0;
}
