// SPDX-License-Identifier: MIT
// One connection of a FakeServer: what its two halves share.
#pragma once

#include <memory>
#include <string>

#include "platform/fake/fake_network.h"
#include "unit/xmpp/fake_server.h"
#include "xmpp/core/ns.h"

namespace confab::test {

struct FakeServer::Wire {
  std::shared_ptr<platform::FakeConnection> connection;
  bool dead = false, authenticated = false, bound = false, deaf = false, told_reason = false;
  std::string profile = xmpp::ns::kSasl;
  std::string mechanism, first_bare, server_first, nonce, salt = "pepper";
  xml::Element request;  // <authenticate/>
};

}  // namespace confab::test
