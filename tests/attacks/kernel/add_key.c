/* Leaves a key for others.
 * verdict: security_violation
 * message: refused system call: add_key$
 * effect: key
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_add_key, "user", "graded-attack-planted", "x", 1, -4);
  return 0;
}
