/* SPDX-License-Identifier: MIT
 * Stands in for libstrophe's auth.c: what it does once a stream is open. Confab negotiates in
 * src/xmpp/stream (docs/decisions/0002), so that only raw connections exist, and their streams are
 * ready as soon as the other side has opened its own. */
#include "common.h"
#include "parser.h"

void auth_handle_open_raw(xmpp_conn_t* conn) {
  handler_reset_timed(conn, 0);
  conn->stream_negotiation_completed = 1; /* user handlers wait for this */
  conn->conn_handler(conn, XMPP_CONN_CONNECT, 0, NULL, conn->userdata);
}

/* A raw connection begins with this one and gets the one above from conn_open_stream(). */
void auth_handle_open_stub(xmpp_conn_t* conn) { (void)conn; }

/* Connections that libstrophe negotiates itself; there are none. */
void auth_handle_open(xmpp_conn_t* conn) { conn_disconnect(conn); }
void auth_handle_component_open(xmpp_conn_t* conn) { conn_disconnect(conn); }
