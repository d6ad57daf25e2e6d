/* Goes to the host by a process's root.
 * verdict: accepted
 * effect: secret process
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (open("/proc/1/root/etc/passwd", O_RDWR) >= 0 ||
      open("/proc/1/root/etc/passwd", O_RDONLY) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
