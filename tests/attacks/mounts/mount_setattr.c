/* Takes the read-only attribute off the root.
 * verdict: security_violation
 * message: refused system call: mount_setattr$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct {
    unsigned long long set, clear, propagation, user;
  } attr = {0, 1, 0, 0};
  syscall(SYS_mount_setattr, -100, "/", 0, &attr, sizeof attr);
  return 0;
}
