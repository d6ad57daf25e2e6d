/* Brings the old root back.
 * verdict: security_violation
 * message: refused system call: pivot_root$
 * effect: file secret
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_pivot_root, ".", ".");
  return 0;
}
