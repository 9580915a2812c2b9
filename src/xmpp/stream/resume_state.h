// SPDX-License-Identifier: MIT
// ResumeState: what a page that comes after this one needs in order to go on with its XMPP session,
// as a value and as text. No secrets but the ids of the session. Keeps and sends nothing itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/element.h"
#include "xmpp/core/jid.h"

namespace confab::xmpp {

struct ResumeState {
  Jid jid;                                // full, as bound
  std::string sm_id, location;            // <enabled/>'s id, and where it would like us back
  uint32_t in = 0;                        // of the server's stanzas: handled, and so told to it
  uint32_t out = 0;                       // of ours: the last h the server has told
  std::vector<xml::Element> unconfirmed;  // ours since then, oldest first
  xml::Element features;                  // after authentication; empty: not known
  std::string url;                        // of the server that was spoken to; empty: not known
  std::string sid;                        // XEP-0124; empty: a WebSocket
  uint64_t rid = 0;                       // the last one used

  bool holds(std::string_view id) const;  // a stanza of that id is not confirmed
  friend bool operator==(const ResumeState&, const ResumeState&) = default;
};

enum class ResumeError : uint8_t {
  Broken,  // not something we have written, or over a limit
  Newer,   // written by a later version: to be left alone, not to be used
};

std::string to_text(const ResumeState& state);
Result<ResumeState, ResumeError> parse_resume_state(std::string_view text);

}  // namespace confab::xmpp
