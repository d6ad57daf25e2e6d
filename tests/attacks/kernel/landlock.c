/* Makes rules of its own.
 * verdict: security_violation
 * message: refused system call: landlock_create_ruleset$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_landlock_create_ruleset, 0, 0, 1);
  return 0;
}
