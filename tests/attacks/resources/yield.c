/* Gives the processor away, again and again.
 * verdict: time_limit
 * message: CPU|wall-clock
 * effect: process
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  for (;;) sched_yield();
  return x->shape[0];
}
