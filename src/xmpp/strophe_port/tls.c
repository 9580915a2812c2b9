/* SPDX-License-Identifier: MIT */
/* In place of libstrophe's tls_*.c: TLS is the platform's (wss:), so libstrophe never starts it. */
#include "common.h" /* which includes tls.h where it must */

void tls_initialize(void) {}
void tls_shutdown(void) {}

tls_t* tls_new(xmpp_conn_t* conn) {
  UNUSED(conn);
  return NULL;
}
void tls_free(tls_t* tls) { UNUSED(tls); }

char* tls_id_on_xmppaddr(xmpp_conn_t* conn, unsigned int n) {
  UNUSED(conn);
  UNUSED(n);
  return NULL;
}
unsigned int tls_id_on_xmppaddr_num(xmpp_conn_t* conn) {
  UNUSED(conn);
  return 0;
}
xmpp_tlscert_t* tls_peer_cert(xmpp_conn_t* conn) {
  UNUSED(conn);
  return NULL;
}
int tls_set_credentials(tls_t* tls, const char* cafilename) {
  UNUSED(tls);
  UNUSED(cafilename);
  return -1;
}
/* A page cannot see its own TLS session: no channel binding. */
int tls_init_channel_binding(tls_t* tls, const char** prefix, size_t* prefix_length) {
  UNUSED(tls);
  UNUSED(prefix);
  UNUSED(prefix_length);
  return -1;
}
const void* tls_get_channel_binding_data(tls_t* tls, size_t* size) {
  UNUSED(tls);
  UNUSED(size);
  return NULL;
}
int tls_start(tls_t* tls) {
  UNUSED(tls);
  return 0;
}
int tls_stop(tls_t* tls) {
  UNUSED(tls);
  return 0;
}

int tls_pending(struct conn_interface* intf) {
  UNUSED(intf);
  return 0;
}
int tls_read(struct conn_interface* intf, void* data, size_t length) {
  UNUSED(intf);
  UNUSED(data);
  UNUSED(length);
  return -1;
}
int tls_write(struct conn_interface* intf, const void* data, size_t length) {
  UNUSED(intf);
  UNUSED(data);
  UNUSED(length);
  return -1;
}
int tls_clear_pending_write(struct conn_interface* intf) {
  UNUSED(intf);
  return 0;
}
int tls_error(struct conn_interface* intf) {
  UNUSED(intf);
  return 0;
}
int tls_is_recoverable(struct conn_interface* intf, int error) {
  UNUSED(intf);
  UNUSED(error);
  return 0;
}
