/* Reserves a terabyte of disk.
 * verdict: output_limit
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int fd = open("/tmp/allocated", O_WRONLY | O_CREAT, 0600);
  if (fallocate(fd, 0, 0, 1ll << 40) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
