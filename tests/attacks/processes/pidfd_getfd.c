/* Takes a descriptor out of another process.
 * verdict: security_violation
 * message: refused system call: pidfd_getfd$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_pidfd_getfd, 3, 0, 0);
  return 0;
}
