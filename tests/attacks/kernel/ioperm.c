/* Asks for access to some ports.
 * verdict: security_violation
 * message: refused system call: ioperm$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_ioperm, 0x80, 1, 1);
  return 0;
}
