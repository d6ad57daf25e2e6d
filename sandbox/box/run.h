/* The parent's side of runs. */
#pragma once

#include <time.h>

#include "sandbox/box/parent.h"

/* Makes the process of a later run ahead of time, if there is a place and none is waiting. What
 * cannot be made now is made when it is needed, so errors are only of the parent itself. */
int run_prepare(struct parent *parent, struct err *err);

/* Starts a run in a free place. message: the request as it came, with its descriptors (borrowed);
 * request: the same, parsed. An error concerns this run alone: nothing is left of it. */
int run_start(struct parent *parent, const struct channel_message *message,
              const struct box_run_request *request, struct err *err);

/* The clock of a run's CPU time. */
clockid_t run_cpu_clock(const struct run *run);

/* Forgets a run that was reaped. */
void run_clear(struct parent *parent, struct run *run);
