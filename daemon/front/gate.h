/* Who may come in: the ZAP handler (ZeroMQ RFC 27) of the front's socket.
 *
 * libzmq asks it for every CURVE handshake. Without a handler libzmq would let every key in, hence:
 * open it before any CURVE socket is bound, answer "no" to everything that is not exactly one of
 * the tenants' keys, and let gate_identify refuse messages that did not come through it. One
 * thread, the one that serves clients, so that nobody can come in while it does not run. */
#pragma once

#include <zmq.h>

#include "proto/record/role.h"

#define GATE_DOMAIN "graded"

struct gate_client {
  uint8_t key[32];
  char tenant[LIMIT_TENANT_BYTES + 1];
  uint32_t roles;     /* CLIENT_ROLE_* */
  uint32_t sessions;  /* live ones; kept by session.c */
  uint32_t in_flight; /* requests at the ledger; kept by pending.c */
};

struct gate {
  void *socket;                /* for zmq_poll */
  struct gate_client *clients; /* owned, sorted by key */
  uint32_t count;
  uint64_t refused;   /* handshakes */
  uint64_t logged_at; /* monotonic ns: refusals are logged once a second at most */
};

/* Copies the table. */
int gate_open(struct gate *gate, void *context, const struct client_table *table, struct err *err);
void gate_close(struct gate *gate);

/* Answers the handshakes that wait, a bounded number of them. An error means that the gate is
 * broken and the front must end. */
int gate_serve(struct gate *gate, struct err *err);

/* The client that sent this message, proven by its key; NULL: drop the message. */
struct gate_client *gate_identify(struct gate *gate, zmq_msg_t *message);
