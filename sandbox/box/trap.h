/* Signals inside a run.
 *
 * A run is pid 1 of its pid namespace, for which the kernel drops every signal that has no handler:
 * abort() and raise() would do nothing. So the warm parent installs handlers that each run
 * inherits. They write down what happened and end the process: with the true signal where the
 * faulting instruction can be run again, else with exit status 128 + signal beside the note, which
 * the parent turns back into the signal.
 *
 * SIGSYS tells which system call the filter refused. SIGKILL to itself, which the kernel ignores
 * too, reaches this handler through the filter; so do changes of the signal mask, which must not
 * block SIGSYS. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/warm.h"

#define TRAP_STATUS_BASE 128

/* In the warm parent, once. Until trap_arm a signal does what it would do without handlers. */
int trap_install(struct err *err);

/* In a run: from here on notes go to `status`. stack_bytes is the run's stack limit. */
void trap_arm(struct warm_status *status, uint64_t stack_bytes);
