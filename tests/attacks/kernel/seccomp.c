/* Loads a filter of its own, with a listener.
 * verdict: security_violation
 * message: refused system call: seccomp$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_seccomp, 1, 8, 0);
  return 0;
}
