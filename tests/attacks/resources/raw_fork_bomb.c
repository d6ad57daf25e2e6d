/* Doubles itself by the oldest call.
 * verdict: security_violation
 * message: refused system call: fork$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) syscall(SYS_fork);
  return 0;
}
