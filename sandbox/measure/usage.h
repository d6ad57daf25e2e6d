/* The account of a box and of its runs, kept by the warm parent from the kernel's counters; nothing
 * of it comes from a run itself.
 *
 *   cgroup2  a fresh leaf for each run: its own limit, peak and count of kills
 *   cgroup1  one group for parent and runs: the limit is the use before the run plus the run's, the
 *            peak is read above that use; runs that were alive together are told apart by their
 *            resident size only
 *   rlimit   RLIMIT_DATA above what the parent holds; the peak is the resident size above that of
 *            a run that does nothing */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"
#include "sandbox/walls/cgroup.h"
#include "sandbox/walls/rlimit.h"

struct usage {
  enum box_accounting accounting;
  int files[CGROUP_FILES]; /* owned */
  int statm_fd;            /* rlimit: sizes of this process */
  uint64_t cap_bytes;      /* of the whole box, 0 = none */
  uint64_t idle_rss_bytes; /* resident size of a run that does nothing */
  uint32_t running;
  uint64_t next_number;        /* of leaves */
  bool crowded;                /* runs were alive together since the last time that none was */
  uint64_t baseline, promised; /* cgroup1: use before the runs, sum of their limits */
  uint64_t limit, kills;       /* cgroup1: as last written, as last read */
  uint64_t pids, pids_hits;    /* the same for processes */
};

struct usage_run {
  uint64_t memory_bytes; /* limit, 0 = none */
  bool command;
  uint64_t number;
  int leaf_fd; /* cgroup2, owned; -1 */
};

struct usage_result {
  uint64_t peak_bytes;
  bool memory_hit, processes_hit;
};

/* While /proc is visible. Takes the descriptors (CGROUP_FILES, -1 where absent). cap_bytes is set
 * later, when it is known. */
int usage_open(struct usage *usage, enum box_accounting accounting, const int *files,
               struct err *err);

/* Once, when the parent holds what it will hold: runs a child that does nothing. */
int usage_calibrate(struct usage *usage, struct err *err);

/* Before the clone. *ret_cgroup_fd (borrowed; -1 = none) is for the clone. */
int usage_make(struct usage *usage, struct usage_run *run, int *ret_cgroup_fd, struct err *err);
/* After the end of a process that never got a task. */
void usage_drop(struct usage *usage, struct usage_run *run);

/* When the process gets its task: sets its limits and starts to count. *ret_account is for the
 * process. */
int usage_begin(struct usage *usage, struct usage_run *run, const struct box_limits *limits,
                bool command, struct rlimit_account *ret_account, struct err *err);
/* Takes usage_begin back: the task did not arrive. */
void usage_cancel(struct usage *usage, struct usage_run *run);

/* After the run was reaped. `killed`: it ended by SIGKILL that the parent did not send. */
void usage_end(struct usage *usage, struct usage_run *run, const struct rusage *resources,
               bool killed, struct usage_result *ret_result);
