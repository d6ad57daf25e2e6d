/* Leaves its session, so as to outlive it.
 * verdict: security_violation
 * message: refused system call: setsid$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setsid();
  return 0;
}
