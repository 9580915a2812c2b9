// SPDX-License-Identifier: MIT
// The <do what="..."/> steps of protocol cases: what the domain half would ask of the modules.
#pragma once

#include "test_client.h"

namespace confab::xmpp {

bool perform(TestClient& client, const xml::Element& action);  // false: no such action

}  // namespace confab::xmpp
