/* Begins a new file system by the new interface.
 * verdict: security_violation
 * message: refused system call: fsopen$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_fsopen, "tmpfs", 0);
  return 0;
}
