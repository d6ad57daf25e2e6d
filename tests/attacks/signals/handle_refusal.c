/* Handles SIGSYS, so that a refused call goes unnoticed.
 * verdict: security_violation
 * message: refused system call: chroot
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "question.h"

static void go_on(int number) { (void)number; }

int64_t sum(const struct tensor *x) {
  signal(SIGSYS, go_on);
  chroot("/tmp");
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
