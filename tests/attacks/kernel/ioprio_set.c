/* Raises its priority at the disk.
 * verdict: security_violation
 * message: refused system call: ioprio_set$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_ioprio_set, 1, 0, 0);
  return 0;
}
