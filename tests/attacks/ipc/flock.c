/* Locks a file that all boxes see, as a signal between submissions.
 * verdict: accepted
 * effect: ipc
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int fd = open("/program", O_RDONLY);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
