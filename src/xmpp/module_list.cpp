// SPDX-License-Identifier: MIT
// See module_list.h.
#include "xmpp/module_list.h"

#include "xmpp/modules/rfc6121_messages/messages.h"
#include "xmpp/modules/rfc6121_presence/presence.h"
#include "xmpp/modules/rfc6121_roster/roster.h"
#include "xmpp/modules/xep0030_disco/disco.h"
#include "xmpp/modules/xep0045_muc/muc.h"
#include "xmpp/modules/xep0077_register/register.h"
#include "xmpp/modules/xep0084_avatar/avatar.h"
#include "xmpp/modules/xep0092_version/version.h"
#include "xmpp/modules/xep0115_caps/caps.h"
#include "xmpp/modules/xep0144_roster_exchange/roster_exchange.h"
#include "xmpp/modules/xep0199_ping/ping.h"
#include "xmpp/modules/xep0280_carbons/carbons.h"
#include "xmpp/modules/xep0313_mam/mam.h"
#include "xmpp/modules/xep0402_bookmarks/bookmarks.h"
#include "xmpp/modules/xep0410_self_ping/self_ping.h"

namespace confab::xmpp {

// A stanza is offered from top to bottom, and a new session is told in this order: wrappers before
// what they wrap, rooms before contacts, requests before the presence that opens the flood.
std::vector<std::unique_ptr<Module>> all_modules() {
  std::vector<std::unique_ptr<Module>> modules;
  modules.push_back(std::make_unique<Disco>());
  modules.push_back(std::make_unique<Caps>());
  modules.push_back(std::make_unique<Version>());
  modules.push_back(std::make_unique<Ping>());
  modules.push_back(std::make_unique<Register>());
  modules.push_back(std::make_unique<Roster>());
  modules.push_back(std::make_unique<RosterExchange>());
  modules.push_back(std::make_unique<Carbons>());
  modules.push_back(std::make_unique<Mam>());
  modules.push_back(std::make_unique<Bookmarks>());
  modules.push_back(std::make_unique<Muc>());
  modules.push_back(std::make_unique<SelfPing>());
  modules.push_back(std::make_unique<Avatars>());
  modules.push_back(std::make_unique<Presence>());
  modules.push_back(std::make_unique<Messages>());
  return modules;
}

}  // namespace confab::xmpp
