/* Where a run's stdout and stderr go: a memory file of its own.
 *
 * Most runs write nothing; a file that nobody has written to or changed in any other way is as good
 * as a new one and is used again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"

struct output {
  int spare_fd; /* untouched, or -1 */
};

/* *ret_fd: an empty file, opened for appending; the caller's. */
int output_take(struct output *output, int *ret_fd, struct err *err);

/* Bytes written to it. */
uint64_t output_size(int fd);

/* Gives it back after the run: kept if it is still as new, else closed. */
void output_give(struct output *output, int *fd);
