/* Gets a descriptor of a process.
 * verdict: security_violation
 * message: refused system call: pidfd_open$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_pidfd_open, 1, 0);
  return 0;
}
