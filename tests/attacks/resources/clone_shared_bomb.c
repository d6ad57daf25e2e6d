/* Doubles itself with shared memory, but not as a thread.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stddef.h>

#include "question.h"

static int forever(void *unused) {
  (void)unused;
  for (;;) continue;
}

int64_t sum(const struct tensor *x) {
  (void)x;
  static char stack[65536];
  clone(forever, stack + sizeof stack, CLONE_VM | CLONE_FS | CLONE_SIGHAND, NULL);
  return 0;
}
