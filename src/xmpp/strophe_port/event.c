/* SPDX-License-Identifier: MIT */
/* In place of libstrophe's event.c: no loop of its own and no waiting. Whoever holds the transport
 * pushes input and flushes output. */
#include "parser.h"
#include "socket.h"

void confab_port_connected(xmpp_conn_t* conn, confab_port_writer writer, void* self) {
  conn->xsock->writer = writer;
  conn->xsock->self = self;
  conn->state = XMPP_STATE_CONNECTED;
  conn_established(conn);
}

void confab_port_flush(xmpp_conn_t* conn) {
  while (conn->state == XMPP_STATE_CONNECTED && conn->send_queue_head) {
    xmpp_send_queue_t* item = conn->send_queue_head;
    conn->send_queue_head = item->next;
    if (item->next)
      item->next->prev = NULL;
    else
      conn->send_queue_tail = NULL;
    conn->send_queue_len--;
    if (item->owner & XMPP_QUEUE_USER) conn->send_queue_user_len--;
    conn_interface_write(&conn->intf, item->data, item->len);
    strophe_free(conn->ctx, item->data);
    strophe_free(conn->ctx, item);
  }
}

int confab_port_feed(xmpp_conn_t* conn, const char* data, size_t length) {
  /* Asked for by a handler during the last call, when the parser could not be reset. */
  if (conn->reset_parser) conn_parser_reset(conn);
  /* The parser does not write to its input; its signature only lacks the const. */
  return parser_feed(conn->parser, (char*)data, (int)length) != 0;
}

void confab_port_drop(xmpp_conn_t* conn) {
  if (conn->state != XMPP_STATE_DISCONNECTED) conn_disconnect(conn);
}

/* The public entry point for a foreign loop: flushes, never waits. */
void xmpp_run_once(xmpp_ctx_t* ctx, unsigned long timeout) {
  xmpp_connlist_t* item;
  UNUSED(timeout);
  for (item = ctx->connlist; item; item = item->next) confab_port_flush(item->conn);
}
