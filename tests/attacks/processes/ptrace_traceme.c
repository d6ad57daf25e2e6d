/* Asks its parent to trace it.
 * verdict: security_violation
 * message: refused system call: ptrace$
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/ptrace.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  return 0;
}
