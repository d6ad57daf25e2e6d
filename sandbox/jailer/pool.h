/* The boxes of one jailer. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "daemon/base/err.h"
#include "sandbox/protocol.h"
#include "sandbox/walls/cgroup.h"
#include "sandbox/walls/namespace.h"

#define POOL_BOXES_MAX 64

struct pool_box {
  uint64_t number; /* 0 = free */
  pid_t pid;
  int pidfd, lifeline; /* owned; the box ends when the lifeline closes */
  struct cgroup_box cgroup;
};

struct pool {
  int program_fd; /* graded-box */
  struct cgroup cgroup;
  struct namespace_identity identity;
  uint64_t next_number;
  struct pool_box boxes[POOL_BOXES_MAX];
};

/* libexec_fd: where graded-box lies. cgroup_root: NULL or as given. */
int pool_open(uint32_t slot, int libexec_fd, const char *cgroup_root, struct pool *pool,
              struct err *err);

/* *ret_channel: the client's end of the new box's channel, owned by the caller. */
int pool_open_box(struct pool *pool, const struct jail_open *request, uint64_t *ret_number,
                  int *ret_channel, struct err *err);

/* Kills the box and reaps it. ERR_NOT_FOUND for a number that is not open. */
int pool_close_box(struct pool *pool, uint64_t number, struct jail_closed *ret_closed,
                   struct err *err);
void pool_close_all(struct pool *pool);
void pool_close(struct pool *pool);
