/* SUBMIT: on disk before it is answered; the same again is answered alike; the same id with other
 * content is a conflict; more than the node can hold is refused with a time to come again. */
#pragma once

#include "daemon/ledger/ledger.h"

int accept_read(struct ledger *ledger, const struct front_route *route, struct bytes_reader *reader,
                struct err *err);
int accept_apply(struct ledger *ledger, struct step_submit *step, struct err *err);
void accept_finish(struct ledger *ledger, struct step_submit *step);
void accept_reject(struct ledger *ledger, struct step_submit *step);

/* Sends an ACCEPTED, REJECTED or ACKED. */
void accept_reply(struct ledger *ledger, uint32_t type, const struct front_route *route,
                  const struct submit_reply *reply);
