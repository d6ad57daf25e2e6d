/* Joins a session keyring.
 * verdict: security_violation
 * message: refused system call: keyctl$
 * effect: key
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_keyctl, 1, "graded-attack-planted");
  return 0;
}
