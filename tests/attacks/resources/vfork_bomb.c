/* Doubles itself by vfork.
 * verdict: security_violation
 * message: refused system call: vfork$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_vfork);
  return 0;
}
