/* Makes a mount of a file system.
 * verdict: security_violation
 * message: refused system call: fsmount$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_fsmount, 0, 0, 0);
  return 0;
}
