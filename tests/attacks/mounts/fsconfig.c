/* Configures a file system.
 * verdict: security_violation
 * message: refused system call: fsconfig$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_fsconfig, 0, 6, 0, 0, 0);
  return 0;
}
