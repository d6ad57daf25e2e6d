/* Resource limits of one run, and those that hold for a whole box. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"

/* For the warm parent, inherited by every run: no core dumps, nothing pinned, no queues; room for a
 * deep stack above the mappings (the kernel fixes that distance at exec, so call it before). */
int rlimit_box(struct err *err);

/* What depends on how the box is accounted for. */
struct rlimit_account {
  uint64_t data_bytes;      /* private writable memory, with what the parent holds; 0 = no limit */
  uint64_t address_bytes;   /* backstop for shared mappings; 0 = no limit */
  uint32_t spare_processes; /* where a control group counts first and tells */
};

/* For the run itself, behind the clone. CPU time is only a backstop in whole seconds; the warm
 * parent ends a run at its exact limit. `init`: the process is the init of a command line, whose
 * children count as processes. */
int rlimit_run(const struct box_limits *limits, const struct rlimit_account *account, bool init,
               struct err *err);

/* Did the run, which may have ended but was not reaped, lower its own limit of CPU time? Then the
 * kernel kills it at a time of its own choice. */
bool rlimit_is_lowered(pid_t pid, const struct box_limits *limits);
