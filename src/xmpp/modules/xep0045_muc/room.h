// SPDX-License-Identifier: MIT
// Room: what the client keeps of one room it is in or entering. Plain state, no behaviour.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "xmpp/client.h"
#include "xmpp/core/events.h"

namespace confab::xmpp {

// More occupants than this are not kept: a hostile room must not fill the memory of a page.
inline constexpr size_t kMaxOccupants = 20000;

struct Room {
  Jid jid;                   // bare
  std::string nick;          // ours, as the room last confirmed it or as we asked for it
  std::string pending_nick;  // asked for by a change of nick
  std::string password;
  int history_max = 0;
  bool joined = false;  // our own presence has come back (XEP-0045 7.2.2)
  std::unordered_map<std::string, Occupant> occupants;  // by nick
  std::string own_occupant_id;
  bool gives_stanza_ids = false, gives_occupant_ids = false;  // as its disco#info announced
  bool info_on_its_way = false;
  bool missing = false;                // there is no such room, says disco
  std::optional<StanzaError> refusal;  // whose meaning depends on what disco says
  int64_t last_heard_ms = 0;           // monotonic
  uint32_t attempt = 0;                // counts joins, so that an old timer does not end a new one
};

}  // namespace confab::xmpp
