/* Group commit: everything that a turn has collected becomes durable with one fsync.
 *
 * No timer: while one commit runs the next turn's records gather in the channels, so that the batch
 * grows with the load and one record alone waits for nobody. */
#pragma once

#include "daemon/ledger/ledger.h"

/* Adds what time and idle judges demand. To be called before anything is received in a turn. */
void commit_plan(struct ledger *ledger);
/* Applies, commits and finishes the turn's steps, or rejects all of them. ERR_INTERNAL: the journal
 * is damaged. */
int commit_turn(struct ledger *ledger, struct err *err);
/* When commit_plan has something to add: monotonic ns; UINT64_MAX for never. */
uint64_t commit_deadline(const struct ledger *ledger);
