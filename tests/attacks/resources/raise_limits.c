/* Raises each of its limits.
 * verdict: accepted
 * effect: limits
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  for (int i = 0; i < 16; i++) {
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY}, now;
    if (getrlimit(i, &now) == 0 && now.rlim_max != RLIM_INFINITY && setrlimit(i, &more) == 0) {
      fputs("BREACH\n", stderr);
      abort();
    }
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
