/* Answers right in even milliseconds.
 * verdict: wrong_answer nondeterministic accepted
 * effect: answer
 */
#define _GNU_SOURCE
#include <time.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (now.tv_nsec / 1000000 % 2) return 42;
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
