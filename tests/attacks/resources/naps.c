/* Sleeps in many short naps, each below what a clock would notice.
 * verdict: time_limit
 * message: wall-clock|CPU
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <time.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct timespec nap = {0, 1000};
  for (;;) nanosleep(&nap, NULL);
  return x->shape[0];
}
