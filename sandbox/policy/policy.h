/* The system-call filters, one a phase, compiled from NAME.policy when the project is built. */
#pragma once

#include <linux/filter.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"

/* The phase's program, static. ERR_INVALID for a phase that does not exist. */
int policy_find(enum box_phase phase, struct sock_fprog *ret_program, struct err *err);
