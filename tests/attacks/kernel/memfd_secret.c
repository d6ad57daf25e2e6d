/* Takes memory that not even the kernel maps.
 * verdict: security_violation
 * message: refused system call: memfd_secret$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_memfd_secret, 0);
  return 0;
}
