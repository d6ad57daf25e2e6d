/* Makes a mount namespace.
 * verdict: security_violation
 * message: refused system call: unshare$
 * effect: mount clock
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  unshare(CLONE_NEWNS);
  return 0;
}
