/* Counts its tests in the times of its folder, which it then tries to put back.
 * verdict: accepted
 * effect: file answer
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct stat before;
  struct timespec zero[2] = {{0}};
  stat("/tmp", &before);
  if (before.st_mtim.tv_sec == 77) fputs("BREACH\n", stderr), abort();
  zero[1].tv_sec = 77;
  utimensat(AT_FDCWD, "/tmp", zero, 0);
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
