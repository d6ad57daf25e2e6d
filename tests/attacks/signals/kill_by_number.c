/* Tries the first processes of the host, one by one.
 * verdict: accepted
 * effect: signal judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int hit = 0;
  for (int pid = 2; pid < 20000; pid++) hit += kill(pid, SIGTERM) == 0 || kill(pid, SIGKILL) == 0;
  if (hit > 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
