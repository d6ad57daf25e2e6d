/* Sets the clock by the old call.
 * verdict: security_violation
 * message: refused system call: clock_settime$
 * effect: clock
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/time.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct timeval zero = {0};
  settimeofday(&zero, NULL);
  return 0;
}
