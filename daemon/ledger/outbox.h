/* Results go out until they are acked.
 *
 * A result is pushed to all sessions of its tenant when it is sealed, to a session that subscribes
 * all that are undelivered, and again after 1 s, 2 s, ... 5 min as long as a session of the tenant
 * is there. Nothing is kept in memory but each tenant's next time; pauses survive a restart in the
 * database, sessions do not, and a session that comes back is pushed everything. */
#pragma once

#include "daemon/ledger/ledger.h"

int outbox_read_ack(struct ledger *ledger, const struct front_route *route,
                    struct bytes_reader *reader, struct err *err);
int outbox_apply_ack(struct ledger *ledger, struct step_ack *step, struct err *err);
void outbox_finish_ack(struct ledger *ledger, struct step_ack *step);
void outbox_reject_ack(struct ledger *ledger, struct step_ack *step);

int outbox_subscribe(struct ledger *ledger, const struct front_route *route,
                     struct bytes_reader *reader, struct err *err);
void outbox_forget(struct ledger *ledger, uint64_t session);

/* Adds the pushes that are due to this turn. */
void outbox_plan(struct ledger *ledger);
/* When the next is due: monotonic ns, UINT64_MAX for never. */
uint64_t outbox_deadline(const struct ledger *ledger);
int outbox_apply_push(struct ledger *ledger, struct step_push *step, struct err *err);
void outbox_finish_push(struct ledger *ledger, struct step_push *step);
void outbox_clear_push(struct step_push *step);

/* A result has just been sealed (its row in the outbox says: tried once if somebody is there). */
void outbox_push_new(struct ledger *ledger, struct tenant *tenant, const char *id,
                     uint8_t *envelope, size_t length);
/* To one session, whatever the outbox says: the answer to a repeated submission. */
void outbox_resend(struct ledger *ledger, uint64_t session, uint64_t sequence, const char *id);

#define OUTBOX_FIRST_PAUSE_NS 1000000000ULL
