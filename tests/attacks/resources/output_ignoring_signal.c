/* Ignores the signal that says that a file is too large.
 * verdict: output_limit
 * effect: process
 */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  signal(SIGXFSZ, SIG_IGN);
  static char block[65536];
  for (int i = 0; i < 1000; i++) write(1, block, sizeof block);
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
