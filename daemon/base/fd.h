/* File descriptors: scope-bound closing, close-on-exec everywhere, sealed memory files.
 *
 * Every descriptor this project opens is close-on-exec; the few that a child must have are given
 * to it by number (daemon/base/spawn.h). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

void fd_close(int *fd); /* closes *fd if >= 0 and sets it to -1; keeps errno */
#define FD_CLEANUP __attribute__((cleanup(fd_close)))

/* Takes the descriptor out of a scope-bound variable. */
static inline int fd_steal(int *fd) {
  int taken = *fd;
  *fd = -1;
  return taken;
}

void fd_free(void *pointer); /* for FREE_CLEANUP: frees *(void **)pointer */
#define FREE_CLEANUP __attribute__((cleanup(fd_free)))

/* Reads or writes exactly `length` bytes over short transfers and EINTR. A short file is
 * ERR_CLOSED. */
int fd_read_all(int fd, void *data, size_t length, struct err *err);
int fd_write_all(int fd, const void *data, size_t length, struct err *err);

/* Reads a whole regular file of at most `limit` bytes; *data is malloc'ed, NUL-terminated one byte
 * past *length; the caller frees it. `name` is only for messages. Refuses what is not a regular
 * file. */
int fd_read_file(int directory_fd, const char *path, size_t limit, uint8_t **data, size_t *length,
                 struct err *err);

/* Writes a file through a temporary name in the same directory, fsyncs it and renames it. */
int fd_write_file(int directory_fd, const char *path, const void *data, size_t length,
                  unsigned mode, struct err *err);

/* A new anonymous memory file of `size` bytes (zeroed), close-on-exec. */
int fd_memory(const char *name, uint64_t size, int *ret_fd, struct err *err);

/* A memory file holding these bytes, sealed against every change. */
int fd_sealed(const char *name, const void *data, size_t length, int *ret_fd, struct err *err);

/* Forbids growing and shrinking, so that a peer cannot make our mapping fault. */
int fd_seal_size(int fd, struct err *err);

/* Size of a regular or memory file; refuses anything else. */
int fd_size(int fd, uint64_t *ret_size, struct err *err);
