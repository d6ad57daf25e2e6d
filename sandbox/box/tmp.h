/* A fresh /tmp for every run, without paying for one that nobody used.
 *
 * Making and destroying a file system is a good part of what a short run costs, and most runs never
 * touch theirs. So where runs come one at a time, the warm parent mounts /tmp and offers it to runs
 * until one has changed anything about it; then the next run gets a new one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "daemon/base/err.h"

struct tmp {
  bool kept;      /* false: every run mounts its own */
  uint64_t bytes; /* of what is mounted; 0 = nothing is */
  struct stat untouched;
};

/* Makes sure that a pristine one of that size is mounted (0: none). No run is alive. */
int tmp_offer(struct tmp *tmp, uint64_t bytes, struct err *err);

/* After a run: replaces it if it was touched, which also frees what is in it. */
int tmp_renew(struct tmp *tmp, struct err *err);
