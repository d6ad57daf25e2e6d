/* Takes away the stack on which refusals are handled.
 * verdict: runtime_error
 * message: refused system call|SIGSEGV
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  stack_t none = {.ss_sp = (void *)4096, .ss_size = 65536};
  sigaltstack(&none, NULL);
  chroot("/tmp");
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
