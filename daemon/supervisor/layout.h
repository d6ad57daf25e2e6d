/* The daemon's directory, opened once by the supervisor; roles get descriptors, never paths.
 *
 *   DIR/keys/          made by `gradectl keygen`; see config.h for the single files
 *   DIR/state/         the ledger's journal
 *   DIR/bank/          built packages of the questions
 *   DIR/run/           the local socket and the supervisor's lock */
#pragma once

#include "daemon/base/err.h"
#include "daemon/supervisor/config.h"

struct layout {
  int state, bank_store, run, lock; /* owned */
  int libexec;                      /* helper programs */
};

void layout_init(struct layout *layout);
/* Refuses a directory that others can write to, missing keys (with the command that makes them) and
 * secrets that everybody can read. Changes nothing; a daemon may be running there. */
int layout_check(const struct config *config, struct err *err);
/* The same, then makes state, bank and run where they are missing and refuses a second daemon. */
int layout_open(const struct config *config, struct layout *layout, struct err *err);
void layout_close(struct layout *layout);
