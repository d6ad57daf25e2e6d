#include "sandbox/box/output.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/fd.h"

/* The file's times never come back to this once something was written. */
static const struct timespec zero[2];

int output_take(struct output *output, int *ret_fd, struct err *err) {
  if (output->spare_fd >= 0) {
    *ret_fd = fd_steal(&output->spare_fd);
    return 0;
  }
  /* Not sealable: the run could seal it. */
  FD_CLEANUP int fd = memfd_create("output", MFD_CLOEXEC);
  if (fd < 0) return err_system(err, "memory file for the output");
  if (fcntl(fd, F_SETFL, O_APPEND) != 0 || futimens(fd, zero) != 0)
    return err_system(err, "memory file for the output");
  *ret_fd = fd_steal(&fd);
  return 0;
}

uint64_t output_size(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 && info.st_size > 0 ? (uint64_t)info.st_size : 0;
}

static bool is_as_new(int fd) {
  struct stat info;
  const int settable = O_APPEND | O_ASYNC | O_DIRECT | O_NOATIME | O_NONBLOCK;
  int flags = fcntl(fd, F_GETFL);
  return fstat(fd, &info) == 0 && info.st_size == 0 && info.st_blocks == 0 &&
         info.st_mtim.tv_sec == 0 && info.st_mtim.tv_nsec == 0 && info.st_atim.tv_sec == 0 &&
         info.st_atim.tv_nsec == 0 && (flags & settable) == O_APPEND && lseek(fd, 0, SEEK_CUR) == 0;
}

void output_give(struct output *output, int *fd) {
  if (*fd >= 0 && output->spare_fd < 0 && is_as_new(*fd))
    output->spare_fd = fd_steal(fd);
  else
    fd_close(fd);
}
