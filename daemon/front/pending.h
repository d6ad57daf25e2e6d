/* Requests that the ledger has and has not answered yet.
 *
 * Each answer of the ledger is matched with one of them; when the ledger dies they are all answered
 * OVERLOADED instead of leaving their clients waiting. Bounded for each session and each key, so
 * that one client cannot take the room of the others. One thread. */
#pragma once

#include "daemon/front/session.h"
#include "proto/record/route.h"

#define PENDING_MAX 8192u
#define PENDING_PER_CLIENT 2048u
#define PENDING_PER_SESSION 256u

struct pending {
  uint64_t request;            /* the client's number */
  char id[LIMIT_ID_BYTES + 1]; /* "": not about a submission */
  uint32_t next;               /* of the same session, older first */
};

struct pending_table {
  struct pending *entries; /* PENDING_MAX of them */
  uint32_t free, count;
};

int pending_open(struct pending_table *table, struct err *err);
void pending_close(struct pending_table *table);

/* -ERR_LIMIT, saying which, when there is no room. */
int pending_add(struct pending_table *table, struct session *session, uint64_t request,
                const char *id, struct err *err);
/* Takes the entry out; false if there is none. */
bool pending_settle(struct pending_table *table, struct session *session, uint64_t request,
                    const char *id);
/* Takes the oldest out into *ret; false if there is none. */
bool pending_pop(struct pending_table *table, struct session *session, struct pending *ret);
