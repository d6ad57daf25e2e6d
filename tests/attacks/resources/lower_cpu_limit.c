/* Lowers its own limit of CPU time, so that the kernel kills it, as if from outside.
 * verdict: runtime_error
 * message: killed by SIGKILL
 * effect: judge
 */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CPU, &none);
  for (;;) continue;
  return x->shape[0];
}
