/* What the jailer does for its client: a table of small fixed requests. */
#pragma once

#include "sandbox/jailer/pool.h"

/* Serves until the control channel closes (0). */
int serve(int control, struct pool *pool, struct err *err);
