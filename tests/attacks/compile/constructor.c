/* Runs before its function is called, while it is loaded.
 * verdict: security_violation
 * message: refused system call: chroot$
 * effect: file
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

__attribute__((constructor)) static void early(void) { chroot("/tmp"); }

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
