/* Enters another namespace by a descriptor.
 * verdict: security_violation
 * message: refused system call: setns$
 * effect: mount process
 */
#define _GNU_SOURCE
#include <sched.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int fd = 0; fd < 32; fd++) setns(fd, 0);
  return 0;
}
