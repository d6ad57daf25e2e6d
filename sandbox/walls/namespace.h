/* Namespaces: which ones, and who is uid 0 in them.
 *
 * A box's uid 0 is a user of the host that owns nothing: with the right to map ids (root), a number
 * far above real users', another one for each slot; without it, the caller's own. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/base/err.h"

/* clone3 flags of a box and of a run below it, which namespace_renew comes before. */
uint64_t namespace_box_flags(void);
uint64_t namespace_run_flags(void);

/* New mount, IPC and UTS namespaces for this process and the run that it makes next. The run could
 * make them itself, but then its end, which somebody waits for, would have to take them down; so
 * they go when the next run's are made. */
int namespace_renew(struct err *err);

struct namespace_identity {
  uid_t uid; /* as seen by this process */
  gid_t gid;
  bool separate; /* differs from the caller's own */
};

/* Chooses the outer ids of slot `slot`, from what this process may map. */
int namespace_identity(uint32_t slot, struct namespace_identity *ret_identity, struct err *err);

/* Writes the id maps of process `pid`, which is in a new user namespace. */
int namespace_map(pid_t pid, const struct namespace_identity *identity, struct err *err);

/* In the mapped process: becomes uid 0 and gid 0 of its namespace, without other groups. */
int namespace_become(const struct namespace_identity *identity, struct err *err);

/* Forbids further user and network namespaces below this one (while /proc is visible). A second
 * wall behind the system-call filter: where /proc is not writable, the filter stands alone. */
void namespace_forbid_more(void);

struct clone_request {
  uint64_t flags;
  int cgroup_fd; /* -1, or a cgroup v2 directory to start in */
};

/* Like fork(2): 0 in the child. *ret_pidfd is close-on-exec, in the parent only. */
pid_t namespace_clone(const struct clone_request *request, int *ret_pidfd, struct err *err);
