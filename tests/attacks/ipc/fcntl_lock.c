/* Locks a part of a file that all boxes see.
 * verdict: accepted
 * effect: ipc
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int fd = open("/program", O_RDONLY);
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
  if (fcntl(fd, F_SETLK, &lock) == 0 || fcntl(fd, F_OFD_SETLK, &lock) == 0 ||
      fcntl(fd, F_SETLEASE, F_RDLCK) == 0 || fcntl(fd, F_NOTIFY, 1) == 0 ||
      fcntl(fd, F_SETOWN, 1) == 0 || fcntl(fd, F_SETPIPE_SZ, 1 << 20) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
