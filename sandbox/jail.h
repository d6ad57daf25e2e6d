/* The client side of the sandbox: all that other parts may include of sandbox/ (with box.h).
 *
 * A jail is the connection to one jailer process; each slot has its own. Opening a box costs tens
 * of milliseconds (a new interpreter: about 100 ms); a run costs well under a millisecond for C.
 * The judge keeps its boxes and closes the least used ones.
 *
 * All calls return 0 or a negative error code of daemon/base/err.h. An error here is always ours or
 * the host's, never the candidate's: what the candidate did is in the report. Not thread-safe: one
 * jail and its boxes belong to one thread. */
#pragma once

#include "daemon/base/err.h"
#include "sandbox/box.h"

struct jail;
struct box;

/* Takes over `channel_fd`, the slot's end of the channel to its jailer, also on failure. */
int jail_connect(int channel_fd, struct jail **ret_jail, struct err *err);

/* For callers without a supervisor: starts graded-jailer from that directory and connects. */
int jail_spawn(int libexec_fd, uint32_t slot, struct jail **ret_jail, struct err *err);

/* Closes its channel; the jailer then ends every box. A jailer of jail_spawn is waited for. Boxes
 * must have been closed (box_close) before: they refer to the jail. */
void jail_free(struct jail **jail);

/* The isolation that this host really gives, e.g. "user+pid+mount+net+ipc+uts+cgroup ns, seccomp,
 * cgroup1" and the accounting source. Static for the life of the jail. */
const char *jail_tier(const struct jail *jail);
enum box_accounting jail_accounting(const struct jail *jail);

/* The name of a system call of this machine, e.g. of report.hint.trapped_syscall - 1; NULL if there
 * is none. Valid until the thread's next call. */
const char *jail_syscall_name(int number);

/* Opens a box and waits until its warm parent has prepared (at most prepare_ns).
 * runtime_fd: the runtime module's shared object (NULL-like -1 for BOX_PHASE_COMPILE).
 * fds and args go to warm_runtime.prepare. memory_bytes caps warm parent and run together when it
 * is not 0; per-run limits come on top of the parent's baseline.
 * concurrency: how many runs may be alive at once (1..16); more than one only for
 * BOX_PHASE_CHECKER. */
struct box_options {
  enum box_phase phase;
  int runtime_fd;
  const int *fds;
  size_t fd_count;
  const void *args;
  size_t args_length;
  uint32_t concurrency;
  uint64_t memory_bytes;
  uint64_t prepare_ns;
};
int box_open(struct jail *jail, const struct box_options *options, struct box **ret_box,
             struct err *err);
void box_close(struct box **box); /* kills what is in it and waits for the jailer's word */

/* Gives the box the program that later runs load: a C shared object or a Python source. The bytes
 * are copied; the candidate's code is not run by this. */
int box_set_program(struct box *box, const void *data, size_t length, struct err *err);

/* Starts one run; descriptors are duplicated into the child as task.fds in this order.
 * *ret_run identifies it in box_wait. */
int box_start(struct box *box, const struct box_limits *limits, const void *args,
              size_t args_length, const int *fds, size_t fd_count, uint64_t *ret_run,
              struct err *err);

/* Waits for that run's report. The box parent kills at the limits; if even the parent stays silent
 * (wall limit + 5 s), the box is destroyed and ERR_AGAIN returned: an infrastructure fault. */
int box_wait(struct box *box, uint64_t run, struct box_report *report, struct err *err);

/* True when box_wait(run) would return at once; for callers that poll box_fd for input. */
bool box_finished(struct box *box, uint64_t run);
int box_fd(const struct box *box);

/* box_start + box_wait. */
int box_run(struct box *box, const struct box_limits *limits, const void *args, size_t args_length,
            const int *fds, size_t fd_count, struct box_report *report, struct err *err);

/* Runs a command line in a BOX_PHASE_COMPILE box and waits. *ret_output_fd is -1 or a new memory
 * file with the output file's bytes (at most command->output_limit, taken only from a regular file,
 * never through a link). The report's output is stdout + stderr. */
int box_command(struct box *box, const struct box_limits *limits, const struct box_command *command,
                int *ret_output_fd, struct box_report *report, struct err *err);
/* Its two halves; what a command is given is copied by the first. */
int box_command_start(struct box *box, const struct box_limits *limits,
                      const struct box_command *command, uint64_t *ret_run, struct err *err);
int box_command_wait(struct box *box, uint64_t run, int *ret_output_fd, struct box_report *report,
                     struct err *err);

/* Ends a run early (its report says BOX_END_SIGNAL, no limit bits). */
int box_kill(struct box *box, uint64_t run, struct err *err);
