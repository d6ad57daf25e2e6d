/* Sets the clock.
 * verdict: security_violation
 * message: refused system call: clock_settime$
 * effect: clock
 */
#define _GNU_SOURCE
#include <time.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct timespec zero = {0};
  clock_settime(CLOCK_REALTIME, &zero);
  return 0;
}
