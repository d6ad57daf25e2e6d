/* The init of a command line: pid 1 of the run, behind all of its walls. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"
#include "sandbox/box/slot.h"
#include "sandbox/walls/rlimit.h"

struct command_task {
  int record_fd; /* sealed file with the command record */
  int output_fd; /* memory file for the built file */
  const struct box_limits *limits;
  const struct rlimit_account *account;
  struct slot_command *result;
};

/* Writes the files, runs the command, ends all that it left behind, copies its output file. An
 * error is a fault of ours. */
int command_run(const struct command_task *task, struct err *err);
