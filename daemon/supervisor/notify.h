/* Telling whoever started us: the service manager ($NOTIFY_SOCKET) and --ready-fd. */
#pragma once

#include "daemon/base/err.h"

/* One datagram such as "READY=1" to the service manager; nothing to do without $NOTIFY_SOCKET. */
int notify_manager(const char *state, struct err *err);

/* Writes one byte and closes the descriptor. fd -1: nothing to do. */
int notify_fd(int *fd, struct err *err);
