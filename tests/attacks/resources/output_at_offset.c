/* Writes single bytes at the end of a terabyte; they are appended instead.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  pwrite(1, "x", 1, 1ll << 40);
  lseek(1, 1ll << 40, SEEK_SET);
  write(1, "x", 1);
  if (lseek(1, 0, SEEK_END) > 2) fputs("BREACH\n", stderr), abort();
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
