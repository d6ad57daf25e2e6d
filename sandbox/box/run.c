#include "sandbox/box/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box/command.h"
#include "sandbox/box/trap.h"
#include "sandbox/walls/capability.h"
#include "sandbox/walls/descriptor.h"
#include "sandbox/walls/mount.h"
#include "sandbox/walls/namespace.h"
#include "sandbox/walls/rlimit.h"
#include "sandbox/walls/seccomp.h"

#define FAULT_STATUS 70

/* All that a child needs to know. */
struct child {
  struct parent *parent;
  struct run *run;
  uint32_t index;
  const struct box_run_request *request;
  const int *fds;
  size_t fd_count;
  struct rlimit_account account;
};

static int place_descriptors(const struct child *child, int *ret_program_fd, struct err *err) {
  int kept[WARM_FDS_MAX + 2];
  size_t count = 0;
  for (; count < child->fd_count; count++) kept[count] = child->fds[count];
  if (child->run->output_fd >= 0) kept[count++] = child->run->output_fd;
  if (dup2(child->run->stdout_fd, STDOUT_FILENO) < 0 ||
      dup2(child->run->stdout_fd, STDERR_FILENO) < 0)
    return err_system(err, "place stdout and stderr");
  int rc = descriptor_keep(STDERR_FILENO + 1, kept, count, err);
  if (rc < 0 || !child->parent->has_program || child->run->command) return rc;
  *ret_program_fd = open("/" PROGRAM_NAME, O_RDONLY | O_CLOEXEC);
  return *ret_program_fd < 0 ? err_system(err, "open the program") : 0;
}

/* One call a wall; behind the last one nothing of ours is needed any more. */
static int raise_walls(const struct child *child, int *ret_program_fd, struct err *err) {
  const struct box_limits *limits = &child->request->limits;
  bool command = child->run->command;
  /* Signals to the own process group would otherwise reach the warm parent's group. (A session of
   * its own would do the same, but costs a scheduling group.) */
  if (setpgid(0, 0) != 0) return err_system(err, "setpgid");
  int rc = child->parent->tmp.kept ? mount_enter_tmp(err) : mount_tmp(limits->tmp_bytes, err);
  if (rc == 0) rc = place_descriptors(child, ret_program_fd, err);
  if (rc == 0 && !command) rc = rlimit_run(limits, &child->account, false, err);
  if (rc == 0) rc = capability_keep(0, err);
  if (rc == 0) rc = seccomp_wall(&child->parent->filter, err);
  return rc;
}

__attribute__((noreturn)) static void fail(const struct child *child, const struct err *err) {
  struct slot_fault *fault = slots_fault(&child->parent->slots, child->index);
  snprintf(fault->text, sizeof fault->text, "%.255s", err->message);
  _exit(FAULT_STATUS);
}

__attribute__((noreturn)) static void run_command(const struct child *child) {
  struct err err = {0};
  struct slot_page *page = slots_page(&child->parent->slots, child->index);
  const struct command_task task = {.record_fd = child->fds[0],
                                    .output_fd = child->run->output_fd,
                                    .limits = &child->request->limits,
                                    .account = &child->account,
                                    .result = &page->command};
  if (command_run(&task, &err) < 0) fail(child, &err);
  _exit(0);
}

__attribute__((noreturn)) static void child_main(const struct child *child) {
  struct err err = {0};
  int program_fd = -1;
  struct parent *parent = child->parent;
  if (raise_walls(child, &program_fd, &err) < 0) fail(child, &err);
  if (child->run->command) run_command(child);
  if (slots_keep_only(&parent->slots, child->index) != 0) {
    err_system(&err, "give up the fault page");
    fail(child, &err);
  }
  struct warm_status *status = &slots_page(&parent->slots, child->index)->status;
  trap_arm(status, child->request->limits.stack_bytes);
  const struct warm_task task = {
      .fds = child->fds,
      .fd_count = child->fd_count,
      .args = child->request->args,
      .args_length = child->request->args_length,
      .program_fd = program_fd,
      .program_path = parent->has_program ? "/" PROGRAM_NAME : NULL,
      .status = status,
  };
  _exit(parent->runtime->child(&task));
}

static int make_files(struct parent *parent, struct run *run, struct err *err) {
  int rc = output_take(&parent->output, &run->stdout_fd, err);
  return rc < 0 || !run->command ? rc : fd_memory("built", 0, &run->output_fd, err);
}

static int start(struct child *child, struct err *err) {
  struct run *run = child->run;
  int cgroup_fd = -1;
  int rc = make_files(child->parent, run, err);
  if (rc == 0 && child->parent->tmp.kept)
    rc = tmp_offer(&child->parent->tmp, run->limits.tmp_bytes, err);
  if (rc == 0)
    rc = usage_begin(&child->parent->usage, &run->usage, &run->limits, run->command, run->number,
                     &cgroup_fd, &child->account, err);
  if (rc < 0) return rc;
  run->started = clock_monotonic();
  run->check_at = run->started + (run->command || run->limits.cpu_ns > run->limits.wall_ns
                                      ? run->limits.wall_ns
                                      : run->limits.cpu_ns);
  const struct clone_request request = {.flags = namespace_run_flags(), .cgroup_fd = cgroup_fd};
  run->pid = namespace_clone(&request, &run->pidfd, err);
  if (run->pid == 0) child_main(child);
  if (run->pid > 0) return 0;
  struct usage_result unused;
  usage_end(&child->parent->usage, &run->usage, &(struct rusage){0}, false, &unused);
  return -ERR_SYSTEM;
}

int run_start(struct parent *parent, uint32_t index, const struct box_run_request *request,
              bool command, const int *fds, size_t fd_count, struct err *err) {
  struct run *run = &parent->runs[index];
  *run = (struct run){.number = request->run,
                      .command = command,
                      .pidfd = -1,
                      .stdout_fd = -1,
                      .output_fd = -1,
                      .limits = request->limits};
  slots_clear(&parent->slots, index);
  struct child child = {.parent = parent,
                        .run = run,
                        .index = index,
                        .request = request,
                        .fds = fds,
                        .fd_count = fd_count};
  int rc = start(&child, err);
  if (rc < 0) run_clear(parent, run);
  return rc;
}

void run_clear(struct parent *parent, struct run *run) {
  fd_close(&run->pidfd);
  output_give(&parent->output, &run->stdout_fd);
  fd_close(&run->output_fd);
  run->number = 0;
}
