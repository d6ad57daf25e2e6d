/* Waits for the children of whoever it can.
 * verdict: security_violation
 * message: refused system call: waitid$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_waitid, 0, 0, 0, 4, 0);
  return 0;
}
