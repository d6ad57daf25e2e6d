/* Makes a user namespace, to be root in it.
 * verdict: security_violation
 * message: refused system call: unshare$
 * effect: mount clock
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  unshare(CLONE_NEWUSER);
  return 0;
}
