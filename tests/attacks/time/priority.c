/* Takes the processor for itself.
 * verdict: accepted
 * effect: limits
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct sched_param param = {.sched_priority = 50};
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  if (setpriority(PRIO_PROCESS, 0, -20) == 0 || sched_setscheduler(0, SCHED_FIFO, &param) == 0 ||
      sched_setaffinity(0, sizeof set, &set) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
