/* Switches on process accounting into a file.
 * verdict: security_violation
 * message: refused system call: acct$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_acct, "/tmp/graded-attack-planted");
  return 0;
}
