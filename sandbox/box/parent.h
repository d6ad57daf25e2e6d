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

/* One run that is alive. */
struct run {
  uint64_t number; /* 0 = free */
  bool command;
  pid_t pid;
  int pidfd, stdout_fd, output_fd; /* owned */
  struct box_limits limits;
  struct usage_run usage;
  uint64_t started, check_at; /* monotonic */
  uint32_t killed_for;        /* enum box_limit bits */
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
  uint8_t args[WARM_ARGS_MAX]; /* of the run that is being started */
  struct run runs[BOX_CONCURRENCY_MAX];
};
