/* Compares kernel objects of processes.
 * verdict: security_violation
 * message: refused system call: kcmp$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_kcmp, 1, 1, 0, 0, 0);
  return 0;
}
