/* Where this process may make control groups. */
#pragma once

#include "daemon/base/err.h"

/* v2: a directory whose children get memory and pids; `root`, or this process's own group.
 * Where processes stand in the way of handing controllers down (no group may have both processes
 * and such children), they are moved into a leaf - only if the directory was given by the caller
 * or is marked as delegated to this user. */
int cgroup_find_v2(const char *root, int *ret_directory_fd, struct err *err);

/* v1: this process's own directory in `controller`'s hierarchy, writable. */
int cgroup_find_v1(const char *controller, int *ret_directory_fd, struct err *err);
