/* Attaches to the first process that it finds.
 * verdict: security_violation
 * message: refused system call: ptrace$
 * effect: signal process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/ptrace.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int pid = 1; pid < 1000; pid++) ptrace(PTRACE_ATTACH, pid, NULL, NULL);
  return 0;
}
