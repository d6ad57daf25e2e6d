/* QUERY: what became of a submission, and how busy the daemon is. Read after the commit of its
 * turn, so that an answer never tells of what could still be undone. */
#pragma once

#include "daemon/ledger/ledger.h"

int query_read(struct ledger *ledger, const struct front_route *route, struct bytes_reader *reader,
               struct err *err);
/* Also when the turn's commit failed: reading needs none. */
void query_finish(struct ledger *ledger, struct step_query *step);
