/* SPDX-License-Identifier: MIT */
/* In place of libstrophe's sock.c and resolver.c: a "socket" is a function that takes what is
 * written. Nothing is ever read from it: input is pushed (event.c). */
#include "socket.h"

#include "resolver.h"

void sock_initialize(void) {}
void sock_shutdown(void) {}
void resolver_initialize(void) {}
void resolver_shutdown(void) {}

xmpp_sock_t* sock_new(xmpp_conn_t* conn, const char* domain, const char* host,
                      unsigned short port) {
  xmpp_sock_t* sock = strophe_alloc(conn->ctx, sizeof(*sock));
  UNUSED(domain);
  UNUSED(host);
  UNUSED(port);
  if (!sock) return NULL;
  sock->ctx = conn->ctx;
  sock->writer = NULL;
  sock->self = NULL;
  return sock;
}

void sock_free(xmpp_sock_t* sock) {
  if (sock) strophe_free(sock->ctx, sock);
}

/* The descriptor is never used as one; it only has to differ from INVALID_SOCKET. */
sock_t sock_connect(xmpp_sock_t* sock) {
  UNUSED(sock);
  return 0;
}

int sock_close(sock_t sock) {
  UNUSED(sock);
  return 0;
}

/* Public API of sock.c: the keep-alive of a TCP socket, which is not ours to set. */
int xmpp_sockopt_cb_keepalive(xmpp_conn_t* conn, void* sock) {
  UNUSED(conn);
  UNUSED(sock);
  return 0;
}

static int write_all(struct conn_interface* intf, const void* data, size_t length) {
  xmpp_sock_t* sock = intf->conn->xsock;
  if (!sock || !sock->writer) return -1;
  sock->writer(sock->self, data, length);
  return (int)length;
}

static int read_nothing(struct conn_interface* intf, void* data, size_t length) {
  UNUSED(intf);
  UNUSED(data);
  UNUSED(length);
  return -1;
}

static int never_recoverable(struct conn_interface* intf, int error) {
  UNUSED(intf);
  UNUSED(error);
  return 0;
}

const struct conn_interface sock_intf = {
    read_nothing, write_all, conn_int_nop, conn_int_nop, conn_int_nop, never_recoverable, NULL};
