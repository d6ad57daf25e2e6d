/* Live connections of clients, numbered for the ledger.
 *
 * libzmq numbers its peers (routing ids) and does not say when one goes; a routing id may come back
 * in other hands. So a session is a routing id together with the key that was proven on it: the
 * same id with another key is another session, and the older one is dropped. A peer may not choose
 * its routing id (listener.h), and libzmq's numbers are not guessable (listener.c), so that nothing
 * meant for one tenant can be fetched by another that waits under a dead peer's id. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/front/gate.h"

#define SESSIONS_MAX 4096u
#define SESSIONS_PER_CLIENT 256u
#define SESSION_NONE UINT32_MAX

/* How to reach a peer. */
struct session_address {
  uint8_t routing_id[5];
  bool delimited; /* it sends an empty frame first, and gets one */
};

struct session {
  uint64_t number; /* 0: free; never used again */
  struct session_address address;
  struct gate_client *client;
  bool subscribed;              /* the ledger pushes this tenant's results to it */
  uint64_t heard_at, probed_at; /* monotonic ns */
  uint32_t first_pending, last_pending, in_flight; /* kept by pending.c */
  uint32_t next;                                   /* in its bucket or in the free list */
};

struct session_table {
  struct session *sessions; /* SESSIONS_MAX of them */
  uint32_t buckets[SESSIONS_MAX];
  uint32_t free;
  uint64_t generation;
};

int session_table_open(struct session_table *table, struct err *err);
void session_table_close(struct session_table *table);

/* The session of this peer, or NULL. A session of the same routing id but another key is returned
 * in *ret_stale, to be dropped. */
struct session *session_find(struct session_table *table, const struct session_address *address,
                             const struct gate_client *client, struct session **ret_stale);
/* -ERR_LIMIT: too many, in all or of this client. */
int session_add(struct session_table *table, const struct session_address *address,
                struct gate_client *client, struct session **ret_session, struct err *err);
struct session *session_by_number(struct session_table *table, uint64_t number);
void session_remove(struct session_table *table, struct session *session);
