/* One run: the clone, and what the child does until the module takes over. */
#pragma once

#include "sandbox/box/parent.h"

/* Starts it in runs[index]. fds: the task's descriptors (or a command's record), borrowed. An error
 * concerns this run alone: nothing is left of it. */
int run_start(struct parent *parent, uint32_t index, const struct box_run_request *request,
              bool command, const int *fds, size_t fd_count, struct err *err);

/* Forgets a run that was reaped. */
void run_clear(struct parent *parent, struct run *run);
