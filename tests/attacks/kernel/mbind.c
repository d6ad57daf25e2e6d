/* Chooses where memory comes from.
 * verdict: security_violation
 * message: refused system call: mbind$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_mbind, 0, 0, 0, 0, 0, 0);
  return 0;
}
