/* Granting: an idle judge is leased the next submission, and the signer is told whose it is.
 *
 * The signer hears of an attempt before the judge does, so that a verdict half finds its other half
 * there. Without a signer nothing is leased. */
#pragma once

#include "daemon/ledger/ledger.h"

/* When grant_plan can lease something: monotonic ns, 0 for now, UINT64_MAX for not as things are.
 */
uint64_t grant_deadline(const struct ledger *ledger, uint64_t now);

/* Adds a grant for each idle judge to this turn; they must be its first steps, so that what is
 * taken from a lane here cannot have been finished by an earlier step. */
void grant_plan(struct ledger *ledger);
int grant_apply(struct ledger *ledger, struct step_grant *step, struct err *err);
void grant_finish(struct ledger *ledger, struct step_grant *step);
void grant_reject(struct ledger *ledger, struct step_grant *step);

void grant_announce(struct ledger *ledger, const struct job *job); /* ACCEPT_HALF */
/* The job is given up under its present attempt number: GIVE_UP, and a deadline for its envelope.
 */
void grant_give_up(struct ledger *ledger, struct job *job);

/* The stored source of a submission: files, source, source_length. */
int grant_read_source(struct ledger *ledger, uint64_t sequence, struct submission *submission,
                      struct err *err);
