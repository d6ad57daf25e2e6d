/* Pins its memory.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0 || mlock(x, 8) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
