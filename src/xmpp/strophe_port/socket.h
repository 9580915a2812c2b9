/* SPDX-License-Identifier: MIT */
/* libstrophe's xmpp_sock_t as this port fills it in. For the port's C files only. */
#ifndef CONFAB_STROPHE_PORT_SOCKET_H
#define CONFAB_STROPHE_PORT_SOCKET_H

#include "common.h"
#include "port.h"

struct _xmpp_sock_t {
  xmpp_ctx_t* ctx;
  confab_port_writer writer;
  void* self;
};

#endif
