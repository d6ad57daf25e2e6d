/* Reads the kernel's log, with its addresses.
 * verdict: security_violation
 * message: refused system call: syslog$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_syslog, 3, 0, 0);
  return 0;
}
