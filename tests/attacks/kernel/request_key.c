/* Looks for a key of others.
 * verdict: security_violation
 * message: refused system call: request_key$
 * effect: key
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_request_key, "user", "graded", 0, -4);
  return 0;
}
