/* Starts the processes of the trust table, watches them, starts dead ones again and joins them to
 * the living, and brings all to an end. */
#pragma once

#include "daemon/base/err.h"
#include "daemon/supervisor/config.h"
#include "daemon/supervisor/layout.h"

/* Returns 0 after SIGTERM or SIGINT, when all has been drained or the drain's time is over; an
 * error when a process could not be started at all before the daemon was ready once. SIGTERM,
 * SIGINT and SIGHUP must be blocked. *ready_fd is written when everything serves; it may be -1. */
int supervise(const struct config *config, const struct layout *layout, int *ready_fd,
              struct err *err);
