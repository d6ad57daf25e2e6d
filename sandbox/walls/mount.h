/* What of a file system a box sees.
 *
 * A root is a small read-only tmpfs with nothing in it but what the list below binds read-only from
 * the host. The warm parent keeps a writable descriptor to the same tmpfs, through which it places
 * the program; no path leads to it from inside. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"
#include "sandbox/box.h"

/* Before anything else in the box: mounts no longer travel to or from the host, and all of the
 * host's files are read-only. */
int mount_freeze(struct err *err);

/* Builds the phase's root, enters it, lets go of the host's. *ret_writable_fd is the writable
 * directory of the root. */
int mount_root(enum box_phase phase, int *ret_writable_fd, struct err *err);

/* In a run: a fresh /tmp of that many bytes, as working directory. 0 = none: /tmp stays empty and
 * read-only. */
int mount_tmp(uint64_t bytes, struct err *err);
/* The same with what the warm parent has mounted there. */
int mount_enter_tmp(struct err *err);
/* In the warm parent: lets go of /tmp. */
int mount_leave_tmp(struct err *err);
