/* Makes a counter.
 * verdict: security_violation
 * message: refused system call: eventfd2$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/eventfd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  eventfd(0, 0);
  return 0;
}
