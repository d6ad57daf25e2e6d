/* Makes a segment of its own.
 * verdict: security_violation
 * message: refused system call: modify_ldt$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_modify_ldt, 0, 0, 0);
  return 0;
}
