/* Which descriptors survive. */
#pragma once

#include <stddef.h>

#include "daemon/base/err.h"

/* Closes every descriptor from `first` on that is not listed (at most 16; in any order). */
int descriptor_keep(int first, const int *kept, size_t count, struct err *err);

/* Moves a descriptor of the warm parent's own out of the way of those that messages bring: these
 * then get the lowest numbers, and a run closes all of ours with one call. */
int descriptor_move_up(int *fd, struct err *err);

/* Gives the listed descriptors the numbers 3, 4, ... (not close-on-exec) and closes all others but
 * 0 to 2. Entries of -1 leave their number closed. */
int descriptor_arrange(const int *fds, size_t count, struct err *err);
