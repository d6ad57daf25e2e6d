/* Makes a timer.
 * verdict: security_violation
 * message: refused system call: timerfd_create$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/timerfd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  timerfd_create(0, 0);
  return 0;
}
