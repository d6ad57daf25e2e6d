/* ENVELOPE: result, outbox row and state in one transaction, then out to whoever listens.
 *
 * The first envelope of a submission counts, of whichever attempt; later ones are logged and
 * ignored. One that cannot be committed waits and is tried again; nothing is leased meanwhile. */
#pragma once

#include "daemon/ledger/ledger.h"

int seal_read(struct ledger *ledger, struct err *err);
void seal_plan(struct ledger *ledger); /* what waits joins this turn */
int seal_apply(struct ledger *ledger, struct step_seal *step, struct err *err);
void seal_finish(struct ledger *ledger, struct step_seal *step);
void seal_reject(struct ledger *ledger, struct step_seal *step);
