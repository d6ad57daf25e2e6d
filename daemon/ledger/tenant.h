/* The tenants that the ledger has met, each with its queues and its live sessions.
 *
 * A tenant is never forgotten; their number is that of the keys which the front lets in. Sessions
 * are the front's numbers: all go when the front goes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/record/submission.h"

#define TENANT_BUCKETS 1024u
#define TENANT_SESSIONS_MAX 65536u
#define LANE_WINDOW 64u
#define TENANT_NEVER UINT64_MAX

/* A tenant's place in one lane. The database holds the queue; here are its first submissions only.
 */
struct lane_queue {
  struct tenant *tenant;
  struct lane_queue *next, *previous; /* ring of those that wait in this lane */
  uint64_t total;                     /* queued in the database */
  uint64_t cursor;                    /* all queued up to this sequence are in the window */
  uint32_t count;
  uint64_t window[LANE_WINDOW]; /* ascending sequences */
};

struct session {
  uint64_t number;
  struct tenant *tenant;
  bool paging;     /* it has not yet been pushed all that was undelivered when it came */
  uint64_t cursor; /* how far it has */
  struct session *next_in_bucket, *next_of_tenant, *previous_of_tenant;
};

struct tenant {
  char name[LIMIT_TENANT_BYTES + 1];
  struct tenant *next;
  struct lane_queue queues[LANE_COUNT];
  struct session *sessions;
  uint64_t due; /* wall clock, ns: when a result is to be pushed again; TENANT_NEVER */
};

struct tenant_table {
  struct tenant *tenants[TENANT_BUCKETS];
  struct session *sessions[TENANT_BUCKETS];
  uint32_t session_count;
};

/* Finds or makes; NULL when there is no memory. */
struct tenant *tenant_get(struct tenant_table *table, const char *name);

struct session *tenant_find_session(struct tenant_table *table, uint64_t number);
/* NULL when there is no room or no memory. A session stays with its first tenant. */
struct session *tenant_add_session(struct tenant_table *table, struct tenant *tenant,
                                   uint64_t number);
void tenant_remove_session(struct tenant_table *table, uint64_t number);
void tenant_remove_sessions(struct tenant_table *table);
