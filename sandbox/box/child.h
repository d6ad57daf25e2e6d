/* A run's process, from the clone to the module.
 *
 * It is made before its task is known, while nobody waits: behind the clone it raises every wall
 * that does not depend on the task, the system-call filter last, and then waits for the task on one
 * descriptor, which is closed before anything of the task runs. */
#pragma once

#include "sandbox/box/parent.h"

/* Where the task arrives; the policies allow recvmsg on this number alone. */
#define CHILD_TASK_FD 63

enum child_message { CHILD_TASK = 0x4d01 };

/* The task: this, then the bytes of the box_run_request. Descriptors: stdout, the file for a
 * command's output if there is one, then the request's. Both ends are one program. */
struct child_task {
  struct rlimit_account account;
  bool has_program;
};

/* In the cloned process. task_fd: its end of the channel to the parent. tmp_bytes: of the /tmp that
 * it mounts itself, unless the parent keeps one. */
__attribute__((noreturn)) void child_main(const struct parent *parent, uint32_t index, int task_fd,
                                          uint64_t tmp_bytes);
