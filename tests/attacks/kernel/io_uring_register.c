/* Registers buffers with a ring.
 * verdict: security_violation
 * message: refused system call: io_uring_register$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_io_uring_register, 3, 0, 0, 0);
  return 0;
}
