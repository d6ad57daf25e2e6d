#include "sandbox/box/child.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/box/command.h"
#include "sandbox/box/trap.h"
#include "sandbox/walls/capability.h"
#include "sandbox/walls/descriptor.h"
#include "sandbox/walls/mount.h"
#include "sandbox/walls/rlimit.h"
#include "sandbox/walls/seccomp.h"

#define FAULT_STATUS 70

/* Never touched by the parent, so that it costs a run nothing but what its task needs. */
static struct channel_message message;

struct task {
  struct child_task head;
  struct box_run_request request;
  int output_fd; /* of a command, else -1 */
  const int *fds;
  size_t fd_count;
};

__attribute__((noreturn)) static void fail(const struct parent *parent, uint32_t index,
                                           const struct err *err) {
  struct slot_fault *fault = slots_fault(&parent->slots, index);
  snprintf(fault->text, sizeof fault->text, "%.255s", err->message);
  _exit(FAULT_STATUS);
}

static int place_descriptors(int task_fd, struct err *err) {
  const int kept = CHILD_TASK_FD;
  if (dup2(task_fd, CHILD_TASK_FD) < 0 || dup2(STDIN_FILENO, STDOUT_FILENO) < 0 ||
      dup2(STDIN_FILENO, STDERR_FILENO) < 0)
    return err_system(err, "place descriptors");
  return descriptor_keep(STDERR_FILENO + 1, &kept, 1, err);
}

/* One call a wall. */
static int raise_walls(const struct parent *parent, int task_fd, uint64_t tmp_bytes,
                       struct err *err) {
  /* Signals to the own process group would otherwise reach the warm parent's group. (A session of
   * its own would do the same, but costs a scheduling group.) */
  if (setpgid(0, 0) != 0) return err_system(err, "setpgid");
  int rc = parent->tmp.kept ? mount_enter_tmp(err) : mount_tmp(tmp_bytes, err);
  if (rc == 0) rc = place_descriptors(task_fd, err);
  if (rc == 0) rc = capability_keep(0, err);
  if (rc == 0) rc = seccomp_wall(&parent->filter, err);
  return rc;
}

static int parse_task(bool command, struct task *task, struct err *err) {
  size_t own = command ? 2 : 1;
  if (message.type != CHILD_TASK || message.length < sizeof task->head || message.fd_count < own)
    return err_set(err, ERR_PROTOCOL, "task of type %u", message.type);
  memcpy(&task->head, message.payload, sizeof task->head);
  task->output_fd = command ? message.fds[1] : -1;
  task->fds = message.fds + own;
  task->fd_count = message.fd_count - own;
  struct bytes_reader reader =
      bytes_reader(message.payload + sizeof task->head, message.length - sizeof task->head);
  return box_run_request_get(&reader, &task->request, err);
}

static int receive_task(bool command, struct task *task, struct err *err) {
  int rc = channel_receive(CHILD_TASK_FD, &message, err);
  if (rc == 0) rc = parse_task(command, task, err);
  if (rc < 0) return rc;
  int output = message.fds[0];
  close(CHILD_TASK_FD);
  if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
    return err_system(err, "place stdout and stderr");
  close(output);
  return 0;
}

__attribute__((noreturn)) static void run_command(const struct parent *parent, uint32_t index,
                                                  const struct task *task) {
  struct err err = {0};
  const struct command_task command = {.record_fd = task->fds[0],
                                       .output_fd = task->output_fd,
                                       .limits = &task->request.limits,
                                       .account = &task->head.account,
                                       .result = &slots_page(&parent->slots, index)->command};
  if (command_run(&command, &err) < 0) fail(parent, index, &err);
  _exit(0);
}

static int open_program(const struct task *task, int *ret_fd, struct err *err) {
  *ret_fd = task->head.has_program ? open("/" PROGRAM_NAME, O_RDONLY | O_CLOEXEC) : -1;
  return task->head.has_program && *ret_fd < 0 ? err_system(err, "open the program") : 0;
}

__attribute__((noreturn)) static void run_module(const struct parent *parent, uint32_t index,
                                                 const struct task *task) {
  struct err err = {0};
  int program_fd = -1;
  int rc = rlimit_run(&task->request.limits, &task->head.account, false, &err);
  if (rc == 0) rc = open_program(task, &program_fd, &err);
  if (rc == 0 && slots_keep_only(&parent->slots, index) != 0)
    rc = err_system(&err, "give up the fault page");
  if (rc < 0) fail(parent, index, &err);
  struct warm_status *status = &slots_page(&parent->slots, index)->status;
  trap_arm(status, task->request.limits.stack_bytes);
  const struct warm_task warm = {
      .fds = task->fds,
      .fd_count = task->fd_count,
      .args = task->request.args,
      .args_length = task->request.args_length,
      .program_fd = program_fd,
      .program_path = task->head.has_program ? "/" PROGRAM_NAME : NULL,
      .status = status,
  };
  _exit(parent->runtime->child(&warm));
}

void child_main(const struct parent *parent, uint32_t index, int task_fd, uint64_t tmp_bytes) {
  struct err err = {0};
  struct task task;
  bool command = parent->runtime == NULL;
  int rc = raise_walls(parent, task_fd, tmp_bytes, &err);
  if (rc == 0) rc = receive_task(command, &task, &err);
  if (rc < 0) fail(parent, index, &err);
  if (command) run_command(parent, index, &task);
  run_module(parent, index, &task);
}
