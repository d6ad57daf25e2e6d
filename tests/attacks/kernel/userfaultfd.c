/* Handles page faults by itself, to stop the kernel in the middle of a copy.
 * verdict: security_violation
 * message: refused system call: userfaultfd$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_userfaultfd, 0);
  return 0;
}
