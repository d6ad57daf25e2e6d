/* Picks an existing file system for new settings.
 * verdict: security_violation
 * message: refused system call: fspick$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_fspick, -100, "/", 0);
  return 0;
}
