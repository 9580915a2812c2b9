// SPDX-License-Identifier: MIT
// TabNote: what the domain halves of tabs that share a stream tell each other: how far somebody has
// read, what stands in a composer. Carried by shared/; the stream itself knows nothing of it.
#pragma once

#include <cstdint>
#include <string>

#include "xmpp/core/jid.h"

namespace confab::xmpp {

struct TabNote {
  // Came: a tab has joined and knows neither unread counts nor drafts. Unread: those of a
  // conversation. Read: it was read up to that message (text: its id). Left: a page has gone that
  // had something to send yet. Password: it was changed, to that text. Answered: a request (text:
  // which, see account_tabs.cpp). Join: another tab enters that room (text: nick; told by the
  // stream itself).
  enum class Kind : uint8_t { Came, Unread, Read, Draft, Logout, Left, Password, Answered, Join };
  Kind kind = Kind::Came;
  Jid jid;
  std::string text;
  uint32_t count = 0, mentions = 0;
};

}  // namespace confab::xmpp
