/* Makes a ring whose operations no filter sees.
 * verdict: security_violation
 * message: refused system call: io_uring_setup$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  char params[120] = {0};
  syscall(SYS_io_uring_setup, 8, params);
  return 0;
}
