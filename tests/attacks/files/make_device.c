/* Makes a node of the machine's memory.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (mknod("/tmp/mem", S_IFCHR | 0666, makedev(1, 1)) == 0 ||
      mknod("/tmp/disk", S_IFBLK | 0666, makedev(8, 0)) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
