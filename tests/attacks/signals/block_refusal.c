/* Blocks SIGSYS before a refused call.
 * verdict: security_violation
 * message: refused system call: chroot$
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  chroot("/tmp");
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
