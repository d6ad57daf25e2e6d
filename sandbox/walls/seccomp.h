/* Loads a ready filter. */
#pragma once

#include <linux/filter.h>

#include "daemon/base/err.h"

/* Needs no_new_privs; everything that this process does afterwards passes the filter. */
int seccomp_wall(const struct sock_fprog *program, struct err *err);
