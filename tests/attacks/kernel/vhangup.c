/* Hangs up the terminal.
 * verdict: security_violation
 * message: refused system call: vhangup$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_vhangup);
  return 0;
}
