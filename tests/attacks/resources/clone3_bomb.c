/* Doubles itself by clone3.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct clone_args args = {.exit_signal = SIGCHLD};
  if (syscall(SYS_clone3, &args, sizeof args) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
