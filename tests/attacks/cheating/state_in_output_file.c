/* Leaves words and an offset in the file behind stdout for the next test.
 * verdict: accepted
 * effect: answer
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  char old[16];
  if (pread(1, old, sizeof old, 0) > 0) fputs("BREACH\n", stderr), abort();
  fputs("left behind", stdout);
  fflush(stdout);
  ftruncate(1, 0);
  lseek(1, 5, SEEK_SET);
  fcntl(1, F_SETFL, O_NONBLOCK);
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
