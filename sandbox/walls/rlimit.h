/* Resource limits of one run, and those that hold for a whole box. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"

/* For the warm parent, inherited by every run: no core dumps, nothing pinned, no queues; room for a
 * deep stack above the mappings (the kernel fixes that distance at exec, so call it before). */
int rlimit_box(struct err *err);

/* What a run may allocate where no memory cgroup exists; 0 = unlimited. */
struct rlimit_memory {
  uint64_t data_bytes;    /* private writable memory, with what the parent holds */
  uint64_t address_bytes; /* backstop for shared mappings */
};

/* For the run itself, behind the clone. CPU time is only a backstop in whole seconds; the warm
 * parent ends a run at its exact limit. `init`: the process is the init of a command line, whose
 * children count as processes. */
int rlimit_run(const struct box_limits *limits, const struct rlimit_memory *memory, bool init,
               struct err *err);
