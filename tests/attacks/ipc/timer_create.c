/* Makes a timer that sends signals.
 * verdict: security_violation
 * message: refused system call: timer_create$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  timer_t timer;
  timer_create(CLOCK_REALTIME, NULL, &timer);
  return 0;
}
