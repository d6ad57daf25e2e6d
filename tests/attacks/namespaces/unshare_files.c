/* Stops sharing its table of descriptors.
 * verdict: security_violation
 * message: refused system call: unshare$
 * effect: mount clock
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  unshare(CLONE_FILES);
  return 0;
}
