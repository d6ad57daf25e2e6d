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
/* Makes state, bank and run where they are missing; refuses a directory that others can write to, a
 * second daemon in the same one, and missing keys (with the command that makes them). */
int layout_open(const struct config *config, struct layout *layout, struct err *err);
void layout_close(struct layout *layout);
