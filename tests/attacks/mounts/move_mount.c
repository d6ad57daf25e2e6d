/* Moves a mount.
 * verdict: security_violation
 * message: refused system call: move_mount$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_move_mount, -100, "/tmp", -100, "/", 0);
  return 0;
}
