// SPDX-License-Identifier: MIT
// The scripted server of the stream's tests, for this binary.
#include "unit/xmpp/fake_server.cpp"
