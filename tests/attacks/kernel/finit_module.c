/* Loads a kernel module from a file.
 * verdict: security_violation
 * message: refused system call: finit_module$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_finit_module, 0, "", 0);
  return 0;
}
