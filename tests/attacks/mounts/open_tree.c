/* Clones a tree of mounts.
 * verdict: security_violation
 * message: refused system call: open_tree$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_open_tree, -100, "/", 1);
  return 0;
}
