/* Control groups of boxes, made and removed by the jailer.
 *
 * v1: a directory a box in the memory and pids hierarchies; the parent's runs stay in it (moving a
 * process costs milliseconds there). v2: a directory a box with `warm` for the parent; the box
 * makes a fresh leaf for each run, into which the run is cloned. Without either: resource limits.
 *
 * Single-threaded; one `struct cgroup` a jailer. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"

/* Descriptors that a box is given for its own account. v1: the files below; v2: only CGROUP_DIR. */
enum cgroup_file {
  CGROUP_LIMIT = 0, /* memory.limit_in_bytes */
  CGROUP_SWAP,      /* memory.memsw.limit_in_bytes, -1 where swap is not accounted */
  CGROUP_USAGE,     /* memory.usage_in_bytes */
  CGROUP_PEAK,      /* memory.max_usage_in_bytes */
  CGROUP_OOM,       /* memory.oom_control */
  CGROUP_PIDS,      /* pids.max, -1 without a pids hierarchy */
  CGROUP_PIDS_HITS, /* pids.events, -1 without */
  CGROUP_DIR,       /* v2: the box's directory */
  CGROUP_FILES
};

struct cgroup {
  enum box_accounting accounting;
  int memory_fd;    /* v1: own directory in the memory hierarchy; v2: the delegated directory */
  int pids_fd;      /* v1: own directory in the pids hierarchy, or -1 */
  char reason[256]; /* BOX_ACCOUNTING_RLIMIT: why nothing better, and how to get it */
};

struct cgroup_box {
  char name[64];
  int files[CGROUP_FILES]; /* owned until cgroup_close_files; -1 where absent */
  int start_fd;            /* v2: directory to clone the parent into, else -1 */
};

/* Finds out what this host gives. root: NULL, or a directory of a cgroup v2 hierarchy that was
 * delegated to this process. With a root that cannot be used it fails; without, it falls back to
 * resource limits and says why. */
int cgroup_open(const char *root, struct cgroup *cgroup, struct err *err);
void cgroup_close(struct cgroup *cgroup);

/* Does making directories there take the right to override file permissions? The top directories
 * of v1 hierarchies are closed even to their owner. */
bool cgroup_needs_override(const struct cgroup *cgroup);

/* Removes directories that jailers of this host left when they were killed. */
void cgroup_sweep(const struct cgroup *cgroup);

/* Makes the box's directories. uid, gid: the box's identity (owner of a v2 directory). */
int cgroup_make(const struct cgroup *cgroup, uint64_t number, uint64_t memory_bytes, uid_t uid,
                gid_t gid, struct cgroup_box *ret_box, struct err *err);
/* v1: moves the waiting process in. */
int cgroup_attach(const struct cgroup *cgroup, const struct cgroup_box *box, pid_t pid,
                  struct err *err);
void cgroup_close_files(struct cgroup_box *box);

/* Times that the kernel killed for memory in the box; 0 if unknown. */
uint64_t cgroup_oom_kills(const struct cgroup *cgroup, const struct cgroup_box *box);

/* Kills what may be left (v2) and removes the directories. All processes must be dead. */
int cgroup_remove(const struct cgroup *cgroup, struct cgroup_box *box, struct err *err);
