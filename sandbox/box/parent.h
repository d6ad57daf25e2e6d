/* The warm parent: pid 1 of its box. */
#pragma once

#include <linux/filter.h>
#include <stdbool.h>
#include <sys/types.h>

#include "daemon/base/channel.h"
#include "daemon/base/warm.h"
#include "sandbox/box/output.h"
#include "sandbox/box/slot.h"
#include "sandbox/box/tmp.h"
#include "sandbox/measure/usage.h"
#include "sandbox/protocol.h"

#define PROGRAM_NAME "program"

/* A place for a run: free (no pid), with a process that waits for its task (no number), or alive.
 */
struct run {
  uint64_t number;
  bool command;
  pid_t pid;
  int pidfd, stdout_fd, output_fd; /* owned */
  int task_fd;                     /* owned; to a process that waits */
  uint64_t tmp_bytes;              /* of the /tmp that it was made with */
  struct box_limits limits;
  struct usage_run usage;
  uint64_t started, check_at; /* monotonic */
  uint64_t cpu_before;
  uint32_t killed_for; /* enum box_limit bits */
  bool kill_sent;
};

/* Buffers that no run inherits. */
struct parent_buffers {
  struct channel_message message;
  struct box_report report;
  uint8_t payload[CHANNEL_PAYLOAD_MAX];
};

struct parent {
  enum box_phase phase;
  uint32_t concurrency;
  int channel;
  int root_fd; /* writable directory of the box's root */
  bool has_program;
  const struct warm_runtime *runtime; /* NULL when compiling */
  struct sock_fprog filter;
  struct usage usage;
  struct slots slots;
  struct tmp tmp;
  struct output output;
  struct parent_buffers *buffers;
  uint64_t tmp_expected; /* size of /tmp that the last run had */
  struct run runs[BOX_CONCURRENCY_MAX];
};
