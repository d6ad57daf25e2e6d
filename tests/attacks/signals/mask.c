/* Blocks a signal, finds it pending, and lets it come: the sandbox's own handling of masks
 * must not show.
 * verdict: accepted
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

static volatile int came;
static void count(int number) {
  (void)number;
  came++;
}

int64_t sum(const struct tensor *x) {
  sigset_t all, before, now;
  signal(SIGUSR1, count);
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  raise(SIGUSR1);
  if (sigprocmask(SIG_BLOCK, NULL, &now) != 0 || !sigismember(&now, SIGUSR1) ||
      sigismember(&now, SIGSYS) || came != 0 || sigprocmask(SIG_SETMASK, &before, NULL) != 0 ||
      came != 1 || sigprocmask(77, &before, NULL) != -1) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
