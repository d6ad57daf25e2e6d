/* Doubles itself by clone.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) syscall(SYS_clone, 17, 0, 0, 0, 0);
  return 0;
}
