// SPDX-License-Identifier: MIT
// TabMessage: what tabs that share a stream say to each other, as one line of words and, after it,
// one XML element. Any script of the site may write to the channel, so reading is strict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confab::xmpp {

struct TabMessage {
  // Said by the leader to all: Lead (it leads from now on), State, Event, Ready (what it does by
  // itself at the start of a session is on its way), In and Out (stanzas), Sm (counters), Acked.
  // By the leader to one: Taken (how far its stanzas have come), Own (it can answer that one
  // itself), Refused (it has not shown that it may), Snap and SnapEnd with Item between. To the
  // leader: Hello, Send, Ask, Retry, Logout. By anyone to all: Active, Note, Bye.
  enum class Kind : uint8_t {
    Hello,
    Lead,
    State,
    Event,
    Ready,
    In,
    Out,
    Sm,
    Acked,
    Taken,
    Own,
    Snap,
    Item,
    SnapEnd,
    Send,
    Ask,
    Retry,
    Logout,
    Active,
    Note,
    Bye,
    Refused,
  };
  Kind kind = Kind::Hello;
  std::string from, to;   // tab ids; `to` empty: all
  uint32_t epoch = 0;     // counts leaders and their sessions
  uint64_t a = 0, b = 0;  // numbers; their meaning depends on the kind
  std::string word;       // an id
  std::string body;       // XML, or text

  std::string encode() const;
  // nullopt: not one of ours, of another version, or over a limit.
  static std::optional<TabMessage> decode(std::string_view text);
};

}  // namespace confab::xmpp
