/* Lets a clock run faster.
 * verdict: security_violation
 * message: refused system call: clock_adjtime$
 * effect: clock
 */
#define _GNU_SOURCE
#include <sys/timex.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct timex change = {.modes = ADJ_TICK, .tick = 11000};
  clock_adjtime(0, &change);
  return 0;
}
