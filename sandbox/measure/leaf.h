/* A run's own cgroup v2 leaf. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

struct usage_result;

/* *ret_fd is the leaf's directory, for the clone. */
int leaf_make(int directory, uint64_t number, int *ret_fd, struct err *err);
/* memory_bytes 0 = no limit. */
int leaf_limit(int leaf, uint64_t memory_bytes, uint64_t processes, struct err *err);
void leaf_read(int leaf, struct usage_result *result);
/* All its processes are dead. Closes *leaf. */
void leaf_remove(int directory, uint64_t number, int *leaf);
