/* Makes a time namespace, to shift clocks.
 * verdict: security_violation
 * message: refused system call: unshare$
 * effect: mount clock
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  unshare(0x00000080);
  return 0;
}
