/* The first process of a box. */
#pragma once

#include <sys/types.h>

#include "daemon/base/err.h"
#include "sandbox/jailer/pool.h"

struct launch {
  const struct pool *pool;
  const struct cgroup_box *cgroup;
  const struct jail_open *request;
  int channel; /* the box's end; borrowed */
};

/* Returns when graded-box has been executed behind its namespaces; the box's process is in
 * *ret_pid, the jailer's end of its lifeline in *ret_lifeline. On failure nothing is left. */
int launch(const struct launch *launch, pid_t *ret_pid, int *ret_pidfd, int *ret_lifeline,
           struct err *err);
