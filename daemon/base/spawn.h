/* Starting a program of our own with nothing but the descriptors that it is given.
 *
 * The child has descriptors 0 (/dev/null), 1 and 2 (the parent's stderr) and 3 .. 3 + count - 1 as
 * listed; every other is closed. Its environment is what `environment` lists (NULL = PATH only); it
 * starts in "/", in a session of its own (a terminal's Ctrl-C is for the parent), with default
 * signals, an empty signal mask and umask 022, and dies with its parent thread. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "daemon/base/err.h"

/* program_fd: an executable file opened with O_PATH or O_RDONLY | O_CLOEXEC. argv[0] is free.
 * *ret_pidfd is a close-on-exec descriptor that becomes readable when the child has ended. */
int spawn(int program_fd, const char *const argv[], const char *const environment[], const int *fds,
          size_t fd_count, pid_t *ret_pid, int *ret_pidfd, struct err *err);

/* Opens NAME in the directory of our helper programs: `libexec` beside the running program, or
 * ../libexec/graded from it (an installed tree). */
int spawn_open_libexec(int *ret_directory_fd, struct err *err);
int spawn_open_program(int libexec_fd, const char *name, int *ret_fd, struct err *err);
