/* Reboots the machine.
 * verdict: security_violation
 * message: refused system call: reboot$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_reboot, 0xfee1dead, 672274793, 0x1234567, 0);
  return 0;
}
