/* Opens descriptors until there are none.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int count = 0;
  while (count < 100000 && dup(1) >= 0) count++;
  if (count > 1000) fputs("BREACH\n", stderr), abort();
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
