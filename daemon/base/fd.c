#include "daemon/base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

void fd_close(int *fd) {
  if (*fd < 0) return;
  int saved = errno;
  close(*fd);
  *fd = -1;
  errno = saved;
}

void fd_free(void *pointer) {
  void **slot = pointer;
  free(*slot);
  *slot = NULL;
}

int fd_read_all(int fd, void *data, size_t length, struct err *err) {
  uint8_t *at = data;
  while (length > 0) {
    ssize_t got = read(fd, at, length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return err_system(err, "read");
    if (got == 0) return err_set(err, ERR_CLOSED, "read: end of file, %zu bytes missing", length);
    at += got;
    length -= (size_t)got;
  }
  return 0;
}

int fd_write_all(int fd, const void *data, size_t length, struct err *err) {
  const uint8_t *at = data;
  while (length > 0) {
    ssize_t put = write(fd, at, length);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return err_system(err, "write");
    at += put;
    length -= (size_t)put;
  }
  return 0;
}

int fd_size(int fd, uint64_t *ret_size, struct err *err) {
  struct stat info;
  if (fstat(fd, &info) < 0) return err_system(err, "fstat");
  if (!S_ISREG(info.st_mode)) return err_set(err, ERR_INVALID, "not a regular file");
  *ret_size = (uint64_t)info.st_size;
  return 0;
}

int fd_read_file(int directory_fd, const char *path, size_t limit, uint8_t **data, size_t *length,
                 struct err *err) {
  FD_CLEANUP int fd = openat(directory_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    int code = errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM;
    err_system(err, "%s", path);
    if (err) err->code = (enum err_code)code;
    return -code;
  }
  uint64_t size = 0;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return err_wrap(err, rc, "%s", path);
  if (size > limit)
    return err_set(err, ERR_LIMIT, "%s: %llu bytes, the limit is %zu", path,
                   (unsigned long long)size, limit);
  FREE_CLEANUP uint8_t *buffer = malloc((size_t)size + 1);
  if (!buffer) return err_set(err, ERR_MEMORY, "%s: no memory for its content", path);
  rc = fd_read_all(fd, buffer, (size_t)size, err);
  if (rc < 0) return err_wrap(err, rc, "%s", path);
  buffer[size] = 0;
  *data = buffer;
  buffer = NULL;
  *length = (size_t)size;
  return 0;
}

int fd_write_file(int directory_fd, const char *path, const void *data, size_t length,
                  unsigned mode, struct err *err) {
  char temporary[512];
  int used = snprintf(temporary, sizeof temporary, "%s.new", path);
  if (used < 0 || (size_t)used >= sizeof temporary)
    return err_set(err, ERR_LIMIT, "file name: longer than %zu bytes", sizeof temporary - 5);
  FD_CLEANUP int fd =
      openat(directory_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return err_system(err, "%s", temporary);
  int rc = fd_write_all(fd, data, length, err);
  if (rc < 0) return err_wrap(err, rc, "%s", temporary);
  if (fsync(fd) < 0) return err_system(err, "fsync %s", temporary);
  if (renameat(directory_fd, temporary, directory_fd, path) < 0)
    return err_system(err, "rename %s", temporary);
  return 0;
}

int fd_memory(const char *name, uint64_t size, int *ret_fd, struct err *err) {
  FD_CLEANUP int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) /* MFD_NOEXEC_SEAL needs Linux 6.3 */
    fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return err_system(err, "memfd_create %s", name);
  if (size > 0 && ftruncate(fd, (off_t)size) < 0)
    return err_system(err, "memory file %s of %llu bytes", name, (unsigned long long)size);
  *ret_fd = fd_steal(&fd);
  return 0;
}

int fd_sealed(const char *name, const void *data, size_t length, int *ret_fd, struct err *err) {
  FD_CLEANUP int fd = -1;
  int rc = fd_memory(name, 0, &fd, err);
  if (rc < 0) return rc;
  rc = fd_write_all(fd, data, length, err);
  if (rc < 0) return err_wrap(err, rc, "%s", name);
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
    return err_system(err, "seal %s", name);
  *ret_fd = fd_steal(&fd);
  return 0;
}

int fd_seal_size(int fd, struct err *err) {
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) < 0) return err_system(err, "seal size");
  return 0;
}
