/* What a starting ledger takes over from the one before. */
#pragma once

#include "daemon/ledger/ledger.h"

/* Puts what was with a judge or the signer back into the queues and counts them. */
int recover(struct ledger *ledger, struct err *err);
