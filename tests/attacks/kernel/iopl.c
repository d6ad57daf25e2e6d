/* Asks for access to all ports.
 * verdict: security_violation
 * message: refused system call: iopl$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_iopl, 3);
  return 0;
}
