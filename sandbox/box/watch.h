/* The warm parent's loop: starts what is asked for, ends what exceeds its limits, reports what has
 * ended. */
#pragma once

#include "sandbox/box/parent.h"

/* Returns only when the client has gone (ERR_CLOSED) or something is broken. */
int watch(struct parent *parent, struct err *err);
