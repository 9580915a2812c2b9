/* SPDX-License-Identifier: MIT */
/* The seam between libstrophe (C) and strophe_stream.cpp: what takes the place of libstrophe's
 * sockets. It moves bytes of a classical XMPP stream (RFC 6120); it knows no WebSocket. */
#ifndef CONFAB_STROPHE_PORT_H
#define CONFAB_STROPHE_PORT_H

#include <stddef.h>
#include <strophe.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Takes one whole queue item: a stream tag or a stanza. */
typedef void (*confab_port_writer)(void* self, const char* data, size_t length);

/* After xmpp_connect_raw(): the "socket" is there. Fires XMPP_CONN_RAW_CONNECT. */
void confab_port_connected(xmpp_conn_t* conn, confab_port_writer writer, void* self);
/* Writes out everything queued. */
void confab_port_flush(xmpp_conn_t* conn);
/* Parses incoming bytes; false when they are not well-formed XML. Handlers run inside. */
int confab_port_feed(xmpp_conn_t* conn, const char* data, size_t length);
/* The "socket" is gone. */
void confab_port_drop(xmpp_conn_t* conn);

#ifdef __cplusplus
}
#endif

#endif
